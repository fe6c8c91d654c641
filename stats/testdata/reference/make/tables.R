# Two-way tables, tests of association and regression of a design.

both <- function(d, row, col) narrow(d, !is.na(d$variables[[row]]) & !is.na(d$variables[[col]]))

ops$svychisq <- function(a) {
  d <- asked(a)
  if (isTRUE(a$drop_empty)) {
    there <- both(d, a$row, a$col)$variables
    for (v in c(a$row, a$col)) d <- with_column(d, v, factor(d$variables[[v]],
        levels = levels(droplevels(there[[v]]))))
  }
  f <- formula_of(c(a$row, a$col))
  test <- svychisq(f, d, statistic = a$statistic)
  p <- prop.table(as.matrix(svytable(f, d)))
  e <- outer(rowSums(p), colSums(p))
  x2 <- nrow(d) * sum((p - e)^2 / e)
  trace <- if (a$statistic %in% c("F", "Chisq")) x2 / as.numeric(svychisq(f, d, statistic = "F")$statistic) else NA
  q <- as.numeric(test$parameter)
  out <- list(statistic = as.numeric(test$statistic), p = as.numeric(test$p.value), pearson_x2 = x2,
      rows_N = nrow(d), trace_delta = trace)
  if (length(q) == 2) c(out, list(ndf = q[1], ddf = q[2])) else c(out, list(df = q))
}

# column_shares gives the shares of one variable's levels in percent, their errors and df, in the domain of each
# level of another.
column_shares <- function(d, of, within) lapply(levels(d$variables[[within]]), function(l) {
  part <- narrow(d, d$variables[[within]] == l)
  k <- nlevels(d$variables[[of]])
  if (nrow(part$variables) == 0) return(list(pct = rep(NaN, k), se = rep(NA, k), df = NA))
  m <- svymean(formula_of(of), part)
  list(pct = 100 * as.numeric(coef(m)), se = 100 * as.numeric(SE(m)), df = degf(part))
})
side <- function(list, key) sapply(list, `[[`, key)

ops$svytable <- function(a) {
  d <- both(asked(a), a$row, a$col)
  x <- d$variables
  r <- levels(x[[a$row]])
  k <- levels(x[[a$col]])
  cells <- with_column(d, ".cell", interaction(x[[a$row]], x[[a$col]]))
  m <- svymean(~.cell, cells)
  by_row <- column_shares(d, a$col, a$row)
  by_col <- column_shares(d, a$row, a$col)
  cell <- function(v) matrix(v, nrow = length(r))
  list(rows = r, cols = k, n_unweighted = unclass(table(x[[a$row]], x[[a$col]])),
      weighted = unclass(as.matrix(svytable(formula_of(c(a$row, a$col)), d))),
       pct_total = cell(100 * as.numeric(coef(m))), se_total = cell(100 * as.numeric(SE(m))),
       pct_row = t(side(by_row, "pct")), se_row = t(side(by_row, "se")), df_row = side(by_row, "df"),
       pct_col = side(by_col, "pct"), se_col = side(by_col, "se"), df_col = side(by_col, "df"), df = degf(d))
}

pairs_of <- function(k) lapply(seq_len(ncol(combn(k, 2))), function(i) combn(k, 2)[, i])

ops$colprop_design <- function(a) {
  d <- both(asked(a), a$row, a$col)
  b <- svyby(formula_of(a$row), formula_of(a$col), d, svymean, covmat = TRUE)
  r <- levels(d$variables[[a$row]])
  k <- levels(d$variables[[a$col]])
  df <- degf(d)
  v <- vcov(b)
  est <- as.numeric(coef(b))
  pairs <- pairs_of(length(k))
  rows <- list()
  for (i in seq_along(r)) for (pair in pairs) {
    at <- (i - 1) * length(k) + pair
    diff <- est[at[1]] - est[at[2]]
    se <- sqrt(v[at[1], at[1]] + v[at[2], at[2]] - 2 * v[at[1], at[2]])
    p <- 2 * pt(-abs(diff / se), df)
    rows[[length(rows) + 1]] <- list(row = r[i], col1 = k[pair[1]], col2 = k[pair[2]], p1 = est[at[1]],
        p2 = est[at[2]], diff = diff, se = se,
                                     t = diff / se, p = p, p_bonferroni = min(1, p * length(pairs)))
  }
  list(df = df, pairs_per_row = length(pairs), pairs = rows)
}

ops$colprop_neff <- function(a) {
  d <- both(asked(a), a$row, a$col)
  x <- d$variables
  w <- weight_of(d)
  share <- prop.table(xtabs(w ~ x[[a$row]] + x[[a$col]]), 2)
  n <- as.numeric(tapply(w, x[[a$col]], function(w) sum(w)^2 / sum(w^2)))
  list(n_eff = n, pairs = z_pairs(unclass(share), n, levels(x[[a$row]]), levels(x[[a$col]])))
}

# z_pairs compares every pair of columns in every row by the pooled z test.
z_pairs <- function(share, n, r, k) {
  rows <- list()
  pairs <- pairs_of(length(k))
  for (i in seq_along(r)) for (pair in pairs) {
    p <- share[i, pair]
    m <- n[pair]
    pool <- sum(p * m) / sum(m)
    z <- as.numeric((p[1] - p[2]) / sqrt(pool * (1 - pool) * sum(1 / m)))
    one <- 2 * pnorm(-abs(z))
    rows[[length(rows) + 1]] <- list(row = r[i], col1 = k[pair[1]], col2 = k[pair[2]], p1 = as.numeric(p[1]),
        p2 = as.numeric(p[2]), z = z, p = one,
                                     p_bonferroni = min(1, one * length(pairs)))
  }
  rows
}

ops$svyttest <- function(a) {
  d <- asked(a)
  f <- if (is.null(a$group)) as.formula(sprintf("I(%s - %s) ~ 0", a$y, a$mu)) else as.formula(paste(a$y, "~",
      a$group))
  t <- svyttest(f, d, na.rm = TRUE)
  est <- as.numeric(t$estimate)
  se <- est / as.numeric(t$statistic)
  df <- as.numeric(t$parameter)
  c(list(estimate = est, t = as.numeric(t$statistic), df = df, p = as.numeric(t$p.value), se = se), limits(est, se,
      df))
}

ops$svyby_diff <- function(a) {
  d <- asked(a)
  b <- svyby(formula_of(a$var), formula_of(a$by), both(d, a$var, a$by), svymean, covmat = TRUE)
  est <- coef(b)
  v <- vcov(b)
  diff <- as.numeric(est[a$g1] - est[a$g2])
  se <- sqrt(v[a$g1, a$g1] + v[a$g2, a$g2] - 2 * v[a$g1, a$g2])
  t <- diff / se
  df <- degf(d)
  c(list(diff = diff, se = se, df = df, t = t, p = 2 * pt(-abs(t), df), z_p = 2 * pnorm(-abs(t))), limits(diff, se,
      df))
}

ops$svyranktest <- function(a) {
  t <- svyranktest(as.formula(paste(a$y, "~", a$group)), asked(a), test = a$test)
  first <- function(x) if (length(x)) as.numeric(x) else NULL
  list(statistic = first(t$statistic), df = first(t$parameter), p = as.numeric(t$p.value),
      estimate = first(t$estimate))
}

# fitted runs svyglm until nothing changes: R's own epsilon leaves the weights of the step before the last.
fitted <- function(a) {
  d <- asked(a)
  y <- a$y
  if (!is.null(a$values)) {
    d <- with_column(d, ".y", said(d$variables[[a$y]], a$values))
    y <- ".y"
  }
  f <- as.formula(paste(y, "~", paste(unlist(a$x), collapse = "+")))
  family <- get(a$family)()
  fit <- function(start) eval(bquote(svyglm(.(f), d, family = .(family), start = .(start),
      control = list(epsilon = 1e-14, maxit = 100))))
  fit(coef(fit(NULL)))
}

ops$svyglm <- function(a) {
  m <- fitted(a)
  est <- as.numeric(coef(m))
  se <- as.numeric(SE(m))
  df <- m$df.residual
  ends <- limits(est, se, df)
  list(terms = names(coef(m)), coef = est, se = se, t = est / se, p = 2 * pt(-abs(est / se), df), df_residual = df,
      lower = ends$lower, upper = ends$upper,
       vcov = unname(vcov(m)), n = length(m$y), dispersion = as.numeric(summary(m)$dispersion))
}

ops$regTermTest <- function(a) {
  t <- regTermTest(fitted(a), formula_of(a$term), method = "Wald")
  list(F = as.numeric(t$Ftest), ndf = t$df, ddf = t$ddf, p = as.numeric(t$p))
}
