# What is computed of several items, weights or waves.

ops$nps <- function(a) {
  d <- asked(a)
  s <- d$variables[[a$var]]
  d$variables$.p <- as.numeric(s >= 9)
  d$variables$.m <- as.numeric(s >= 7 & s <= 8)
  d$variables$.d <- as.numeric(s <= 6)
  d$variables$.s <- 100 * (d$variables$.p - d$variables$.d)
  parts <- svymean(~.p + .m + .d, d, na.rm = TRUE)
  m <- svymean(~.s, d, na.rm = TRUE)
  est <- as.numeric(coef(m))
  se <- as.numeric(SE(m))
  there <- !is.na(s)
  n <- sum(there)
  p <- mean(d$variables$.p[there])
  q <- mean(d$variables$.d[there])
  plain <- 100 * sqrt((p + q - (p - q)^2) / n)
  z <- limits(100 * (p - q), plain, Inf)
  list(weighted = c(list(promoters = coef(parts)[[1]], passives = coef(parts)[[2]], detractors = coef(parts)[[3]],
      se_parts = as.numeric(SE(parts)), nps = est,
                         se = se, df = degf(d)), limits(est, se, degf(d))),
       unweighted = list(n = n, promoters = p, detractors = q, nps = 100 * (p - q), se = plain, lower_z = z$lower,
           upper_z = z$upper))
}

ops$likert_mean <- function(a) {
  d <- asked(a)
  x <- unlist(a$scores)[as.character(d$variables[[a$var]])]
  d <- with_column(d, a$var, as.numeric(x))
  w <- described(svymean(formula_of(a$var), d, na.rm = TRUE, deff = TRUE), d, a$var, "wor")
  y <- d$variables[[a$var]]
  y <- y[!is.na(y)]
  list(weighted = w, unweighted = list(n = length(y), mean = mean(y), sd = sd(y), se = sd(y) / sqrt(length(y))))
}

# ticked gives the items as 0 and 1 and the rows in the base.
ticked <- function(x, items, base) {
  m <- as.matrix(x[, items])
  there <- complete.cases(m)
  yes <- ifelse(is.na(m), 0, m)
  list(m = yes, rows = switch(base, answered = there, any = rowSums(yes) > 0, all = rep(TRUE, nrow(m))))
}

ops$mrs <- function(a) {
  items <- unlist(a$items)
  if (!is.null(a$data)) {
    k <- ticked(frame(a$data), items, a$base)
    count <- as.numeric(colSums(k$m[k$rows, ]))
    return(list(items = items, count = count, n_cases = sum(k$rows), n_responses = sum(count),
        pct_cases = 100 * count / sum(k$rows),
                pct_responses = 100 * count / sum(count), sum_pct_cases = 100 * sum(count) / sum(k$rows)))
  }
  d <- asked(a)
  k <- ticked(d$variables, items, a$base)
  for (i in seq_along(items)) d$variables[[items[i]]] <- k$m[, i]
  d$variables$.sum <- rowSums(k$m)
  d <- narrow(d, k$rows)
  m <- svymean(formula_of(items), d, deff = TRUE)
  r <- lapply(items, function(i) svyratio(formula_of(i), ~.sum, d))
  list(items = items, n_cases = nrow(d$variables), df = degf(d), pct_cases = 100 * as.numeric(coef(m)),
      se_cases = 100 * as.numeric(SE(m)),
       deff_cases = as.numeric(deff(m)), pct_responses = 100 * sapply(r, function(x) coef(x)[[1]]),
           se_responses = 100 * sapply(r, function(x) as.numeric(SE(x))),
       sum_pct_cases = 100 * sum(coef(m)))
}

# waves compares two independent waves: est and se of each, and their df.
waves <- function(e1, s1, d1, e2, s2, d2, level) {
  diff <- e2 - e1
  se <- sqrt(s1^2 + s2^2)
  z <- diff / se
  df <- d1 + d2
  sat <- se^4 / (s1^4 / d1 + s2^4 / d2)
  list(diff = diff, se = se, z = z, p_z = 2 * pnorm(-abs(z)), ci_z = limits(diff, se, Inf, level), df = df,
      p_t = 2 * pt(-abs(z), df),
       ci_t = limits(diff, se, df, level), df_satterthwaite = sat, p_satterthwaite = 2 * pt(-abs(z), sat),
           ci_satterthwaite = limits(diff, se, sat, level))
}

ops$two_wave_prop <- function(a) {
  one <- function(name) {
    d <- asked(a, name)
    d <- with_column(d, ".said", said(d$variables[[a$var]], a$values))
    m <- svymean(~.said, d, na.rm = TRUE)
    list(est = as.numeric(coef(m)), se = as.numeric(SE(m)), df = degf(d))
  }
  x <- one("design1")
  y <- one("design2")
  c(list(p1 = x$est, se1 = x$se, p2 = y$est, se2 = y$se), waves(x$est, x$se, x$df, y$est, y$se, y$df, or(a$level,
      0.95)))
}

ops$two_wave_mean <- function(a) {
  one <- function(name) {
    d <- asked(a, name)
    m <- svymean(formula_of(a$var), d, na.rm = TRUE)
    list(est = as.numeric(coef(m)), se = as.numeric(SE(m)), df = degf(d))
  }
  x <- one("design1")
  y <- one("design2")
  c(list(m1 = x$est, se1 = x$se, m2 = y$est, se2 = y$se), waves(x$est, x$se, x$df, y$est, y$se, y$df, or(a$level,
      0.95)))
}

ops$weights_of <- function(a) {
  w <- weight_of(design(a$design))
  list(n = length(w), sum = sum(w), min = min(w), max = max(w), negative = sum(w < 0), zero = sum(w == 0),
      weights = w)
}

ops$kish <- function(a) {
  w <- if (is.null(a$weights)) weight_of(design(a$design)) else nums(a$weights)
  w <- w[w != 0]
  n <- length(w)
  n_eff <- sum(w)^2 / sum(w^2)
  deff <- n * sum(w^2) / sum(w)^2
  list(n = n, sum_w = sum(w), sum_w2 = sum(w^2), n_eff = n_eff, deff_w = deff, cv = sqrt(max(deff - 1, 0)),
      efficiency = n_eff / n)
}

# trimmed is the rule of survey since 4.2: what is cut off is added in equal parts to the weights that were not
# cut; strict goes
# on until none is outside.
trimmed <- function(w, upper, strict) {
  cut <- rep(FALSE, length(w))
  repeat {
    over <- w > upper & !cut
    if (!any(over)) return(w)
    cut <- cut | over
    surplus <- sum(w[over] - upper)
    w[over] <- upper
    w[!cut] <- w[!cut] + surplus / sum(!cut)
    if (!strict) return(w)
  }
}

ops$trim_by_median <- function(a) {
  w <- weight_of(design(a$design))
  upper <- a$k * median(w)
  after <- trimmed(w, upper, isTRUE(a$strict))
  list(upper = upper, n_above = sum(w > upper), sum_before = sum(w), sum_after = sum(after), max_after = max(after),
      min_after = min(after),
       n_eff_after = sum(after)^2 / sum(after^2))
}

ops$svycralpha <- function(a) {
  d <- asked(a)
  d <- narrow(d, complete.cases(d$variables[, unlist(a$items)]))
  list(alpha = as.numeric(svycralpha(formula_of(a$items), d)), n = nrow(d$variables))
}
