# Figures of a file without a design, by base R.

ops$freq <- function(a) {
  x <- frame(a$data)[[a$var]]
  n <- as.numeric(table(x))
  missing <- sum(is.na(x))
  labels <- levels(x)
  if (a$base == "all") {
    labels <- c(labels, "(missing)")
    n <- c(n, missing)
  }
  list(levels = labels, count = n, base = sum(n), missing = missing, total = length(x), pct = 100 * n / sum(n),
      cum_pct = cumsum(100 * n / sum(n)))
}

ops$crosstab <- function(a) {
  t <- unclass(table(frame(a$data)[[a$row]], frame(a$data)[[a$col]]))
  list(rows = rownames(t), cols = colnames(t), counts = unname(t), pct_row = 100 * unname(prop.table(t, 1)),
      pct_col = 100 * unname(prop.table(t, 2)),
       pct_total = 100 * unname(prop.table(t)))
}

# letters_of: column j bears the letter of k where its share is significantly above that of k.
letters_of <- function(pairs, r, k, key) lapply(r, function(row) lapply(seq_along(k), function(j) {
  above <- Filter(function(p) p$row == row && !is.na(p[[key]]) && p[[key]] < 0.05 &&
                    (p$col1 == k[j] && p$p1 > p$p2 || p$col2 == k[j] && p$p2 > p$p1), pairs)
  paste(sort(letters[match(sapply(above, function(p) if (p$col1 == k[j]) p$col2 else p$col1), k)]), collapse = "")
}))

ops$colprop_z <- function(a) {
  t <- unclass(table(frame(a$data)[[a$row]], frame(a$data)[[a$col]]))
  n <- as.numeric(colSums(t))
  k <- colnames(t)
  pairs <- z_pairs(prop.table(t, 2), n, rownames(t), k)
  list(pairs_per_row = choose(length(k), 2), col_n = n, pairs = pairs, letters = letters_of(pairs, rownames(t), k,
      "p"),
       letters_bonferroni = letters_of(pairs, rownames(t), k, "p_bonferroni"))
}

ops$t_test <- function(a) {
  d <- frame(a$data)
  y <- d[[a$y]]
  t <- switch(a$kind,
    one = t.test(y, mu = a$mu),
    paired = t.test(y, d[[a$y2]], paired = TRUE),
    t.test(y[which(d[[a$group]] == a$g1)], y[which(d[[a$group]] == a$g2)], var.equal = a$kind == "pooled"))
  list(t = as.numeric(t$statistic), df = as.numeric(t$parameter), p = t$p.value, estimate = as.numeric(t$estimate),
      se = t$stderr,
       lower = t$conf.int[1], upper = t$conf.int[2])
}

ops$describe <- function(a) {
  all <- frame(a$data)[[a$var]]
  x <- all[!is.na(all)]
  n <- length(x)
  probs <- c(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
  q <- function(type) as.numeric(quantile(x, probs, type = type))
  m <- function(k) mean((x - mean(x))^k)
  g1 <- m(3) / m(2)^1.5
  g2 <- m(4) / m(2)^2 - 3
  list(n = n, missing = sum(is.na(all)), sum = sum(x), mean = mean(x), var = var(x), sd = sd(x),
      se = sd(x) / sqrt(n), min = min(x), max = max(x),
       probs = probs, q7 = q(7), q6 = q(6), q2 = q(2), median = median(x), g1 = g1,
           G1 = g1 * sqrt(n * (n - 1)) / (n - 2), g2 = g2,
       G2 = ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3)))
}

ops$cor <- function(a) {
  d <- frame(a$data)
  x <- as.numeric(d[[a$x]])
  y <- as.numeric(d[[a$y]])
  ok <- !is.na(x) & !is.na(y)
  t <- cor.test(x[ok], y[ok], method = a$method, exact = FALSE)
  out <- list(n = sum(ok), r = as.numeric(t$estimate), statistic = as.numeric(t$statistic), p = t$p.value)
  if (a$method == "pearson") out <- c(out, list(df = as.numeric(t$parameter), lower = t$conf.int[1],
      upper = t$conf.int[2]))
  out
}

ops$ordinal_assoc <- function(a) {
  d <- frame(a$data)
  t <- table(d[[a$x]], d[[a$y]])
  t <- unclass(t[rowSums(t) > 0, colSums(t) > 0]) * 1 # doubles: products of counts go beyond integers
  n <- sum(t)
  i <- row(t)
  j <- col(t)
  con <- outer(seq_len(nrow(t)), seq_len(ncol(t)), Vectorize(function(r,
      k) sum(t[i > r & j > k]) + sum(t[i < r & j < k])))
  dis <- outer(seq_len(nrow(t)), seq_len(ncol(t)), Vectorize(function(r,
      k) sum(t[i > r & j < k]) + sum(t[i < r & j > k])))
  P <- sum(t * con)
  Q <- sum(t * dis)
  gamma <- (P - Q) / (P + Q)
  ase <- 4 / (P + Q)^2 * sqrt(sum(t * (Q * con - P * dis)^2))
  ase0 <- 2 / (P + Q) * sqrt(sum(t * (con - dis)^2) - (P - Q)^2 / n)
  wr <- n^2 - sum(rowSums(t)^2)
  wc <- n^2 - sum(colSums(t)^2)
  m <- min(dim(t))
  list(n = n, concordant = P / 2, discordant = Q / 2, gamma = gamma, gamma_ase = ase, gamma_ase0 = ase0,
      gamma_z = gamma / ase0,
       gamma_p = 2 * pnorm(-abs(gamma / ase0)), tau_b = (P - Q) / sqrt(wr * wc),
           tau_c = m * (P - Q) / (n^2 * (m - 1)),
       somers_d_col_given_row = (P - Q) / wr, somers_d_row_given_col = (P - Q) / wc)
}

# alphas are raw and standardised alpha of a covariance matrix.
alphas <- function(v) {
  k <- ncol(v)
  r <- cov2cor(v)
  mean_r <- (sum(r) - k) / (k * (k - 1))
  list(raw = k / (k - 1) * (1 - sum(diag(v)) / sum(v)), std = k * mean_r / (1 + (k - 1) * mean_r), mean_r = mean_r)
}

# cronbach works on covariances alone, of the rows with every item or of each pair: psych::alpha does the same.
ops$cronbach <- function(a) {
  items <- unlist(a$items)
  x <- frame(a$data)[, items]
  if (a$na == "listwise") x <- x[complete.cases(x), ]
  v <- cov(x, use = "pairwise.complete.obs")
  all <- alphas(v)
  sums <- if (a$na == "listwise") rowSums(x) else NULL
  one <- function(i) {
    y <- x[[i]]
    y <- y[!is.na(y)]
    rest <- alphas(v[-i, -i, drop = FALSE])
    other <- sum(v[-i, -i])
    list(item = items[i], n = length(y), mean = mean(y), sd = sd(y), item_total_raw = item_total(x, i, v, sums),
         item_total_corrected = sum(v[i, -i]) / sqrt(v[i, i] * other), alpha_if_dropped = rest$raw,
             alpha_std_if_dropped = rest$std)
  }
  list(n = nrow(x), k = length(items), alpha_raw = all$raw, alpha_std = all$std, mean_r = all$mean_r,
      items = lapply(seq_along(items), one))
}

# item_total: on whole rows with the sum; else with the mean of the items that a row has.
item_total <- function(x, i, v, sums) {
  total <- if (is.null(sums)) rowMeans(x, na.rm = TRUE) else sums
  cor(x[[i]], total, use = "pairwise.complete.obs")
}

ops$anova1 <- function(a) {
  d <- frame(a$data)
  f <- as.formula(paste(a$y, "~", a$group))
  e <- oneway.test(f, d, var.equal = TRUE)
  w <- oneway.test(f, d)
  k <- kruskal.test(f, d)
  list(F = as.numeric(e$statistic), df1 = e$parameter[[1]], df2 = e$parameter[[2]], p = e$p.value,
      welch_F = as.numeric(w$statistic),
       welch_df1 = w$parameter[[1]], welch_df2 = w$parameter[[2]], welch_p = w$p.value,
           kruskal_h = as.numeric(k$statistic),
       kruskal_df = as.numeric(k$parameter), kruskal_p = k$p.value)
}

ops$wilcoxon <- function(a) {
  d <- frame(a$data)
  of <- function(g) d[[a$y]][which(d[[a$group]] == g)]
  test <- function(correct) wilcox.test(of(a$g1), of(a$g2), exact = FALSE, correct = correct)
  list(W = as.numeric(test(TRUE)$statistic), p_cc = test(TRUE)$p.value, p = test(FALSE)$p.value)
}
