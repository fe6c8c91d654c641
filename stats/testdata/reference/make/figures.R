# Means, totals, ratios, proportions, quantiles of a design.

terms_of <- function(d, vars) unlist(lapply(vars, function(v) {
  x <- d$variables[[v]]
  if (is.factor(x)) paste0(v, "=", levels(x)) else v
}))

# described lays out what svymean, svytotal give.
described <- function(stat, d, vars, deff) {
  est <- as.numeric(coef(stat))
  se <- as.numeric(SE(stat))
  df <- degf(d)
  w <- weight_of(d)
  ok <- complete.cases(d$variables[, vars, drop = FALSE]) & w != 0
  r <- list(terms = terms_of(d, vars), est = est, se = se, df = df, ci_t = limits(est, se, df), ci_z = limits(est,
      se, Inf),
            vcov = unname(as.matrix(vcov(stat))), n = sum(ok), sumw = sum(w[ok]))
  if (!is.null(deff)) r$deff <- as.numeric(deff(stat))
  r
}

deff_of <- function(a) if (is.null(a$deff)) FALSE else if (a$deff == "replace") "replace" else TRUE

statistic <- function(fun) function(a) {
  d <- asked(a)
  vars <- unlist(a$vars)
  described(fun(formula_of(vars), d, na.rm = isTRUE(a$na_rm), deff = deff_of(a)), d, vars, a$deff)
}
ops$svymean <- statistic(svymean)
ops$svytotal <- statistic(svytotal)

ops$svymean_missing_in_base <- function(a) {
  d <- asked(a)
  x <- addNA(d$variables[[a$var]])
  levels(x)[is.na(levels(x))] <- "(missing)"
  d <- with_column(d, a$var, x)
  described(svymean(formula_of(a$var), d, deff = TRUE), d, a$var, "wor")
}

ops$svyratio <- function(a) {
  d <- asked(a)
  r <- svyratio(formula_of(a$num), formula_of(a$den), d, na.rm = isTRUE(a$na_rm), deff = deff_of(a))
  est <- as.numeric(coef(r))
  se <- as.numeric(SE(r))
  ok <- complete.cases(d$variables[, c(a$num, a$den)]) & weight_of(d) != 0
  out <- list(ratio = est, se = se, df = degf(d), ci_t = limits(est, se, degf(d)), ci_z = limits(est, se, Inf),
      n = sum(ok), sumw = sum(weight_of(d)[ok]))
  if (!is.null(a$deff)) out$deff <- as.numeric(deff(r))
  out
}

# said is 1 where the answer is one of the values, NA where it is missing.
said <- function(x, values) as.numeric(ifelse(is.na(x), NA, as.character(x) %in% chars(values)))

ops$svyciprop <- function(a) {
  d <- asked(a)
  d <- with_column(d, ".said", said(d$variables[[a$var]], a$values))
  m <- svymean(~.said, d, na.rm = TRUE)
  p <- as.numeric(coef(m))
  se <- as.numeric(SE(m))
  df <- if (is.null(a$df)) degf(d) else as.numeric(a$df)
  level <- or(a$level, 0.95)
  w <- weight_of(d)
  ok <- !is.na(d$variables$.said) & w != 0
  out <- list(est = p, se = se, df = df, n = sum(ok))
  t <- qt((1 + level) / 2, df)
  if (a$method != "wilson") printed <- as.numeric(confint(svyciprop(~.said, d, method = a$method, level = level,
      na.rm = TRUE, df = df)))
  s <- if (is_rep(d)) se_logit(d) else se / (p * (1 - p))
  if (is_rep(d)) out$se_logit <- s
  ends <- switch(a$method, logit = plogis(qlogis(p) + c(-1, 1) * t * s), wilson = wilson_ends(p, p * (1 - p) / se^2,
      t), printed)
  if (a$method %in% c("logit", "likelihood")) out <- c(out, list(r_lower = printed[1], r_upper = printed[2]))
  if (a$method == "wilson") out$n_eff <- p * (1 - p) / se^2
  if (a$method == "beta") {
    out$rows <- nrow(d)
    out$n_eff <- p * (1 - p) / se^2 * (qt((1 - level) / 2, nrow(d) - 1) / qt((1 - level) / 2, df))^2
  }
  if (a$method == "likelihood") {
    there <- !is.na(d$variables$.said)
    n <- sum(there)
    out$phi <- n / (n - 1) * mean(w[there]) / mean(w)
    ends <- likelihood_ends(p, out$phi * t^2 * se^2 / (p * (1 - p)))
  }
  c(out, list(lower = ends[1], upper = ends[2]))
}

# se_logit is the replicate error of the logit. Else svyciprop's regression is, in closed form, the error of p over
# p(1-p).
se_logit <- function(d) as.numeric(SE(withReplicates(d, function(w, data) {
  ok <- !is.na(data$.said)
  qlogis(sum(w[ok] * data$.said[ok]) / sum(w[ok]))
})))

# likelihood_ends are the roots for which svyciprop interpolates: it is 5e-6 off.
likelihood_ends <- function(p, far) {
  rest <- function(q) 2 * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))) - far
  root <- function(from, to) uniroot(rest, c(from, to), tol = 1e-16, maxiter = 1000)$root
  c(root(1e-12, p), root(p, 1 - 1e-12))
}

wilson_ends <- function(p, n, t) (p + t^2 / (2 * n) + c(-1,
    1) * t / (2 * n) * sqrt(4 * n * p * (1 - p) + t^2)) / (1 + t^2 / n)

# quantiles leaves df to svyquantile where none is asked for: that of the rows that are not missing.
quantiles <- function(d, a) {
  df <- if (is.null(a$df)) NULL else as.numeric(a$df)
  interval <- or(a$interval, if (is_rep(d)) "quantile" else "mean")
  q <- svyquantile(formula_of(a$var), d, quantiles = nums(a$probs), interval.type = interval, qrule = or(a$qrule,
      "math"), na.rm = isTRUE(a$na_rm),
                   alpha = 1 - or(a$level, 0.95), df = df, ci = TRUE, se = TRUE)
  m <- unclass(q)[[1]]
  list(quantile = unname(m[, 1]), lower = unname(m[, 2]), upper = unname(m[, 3]), se = unname(m[, 4]))
}

ops$svyquantile <- function(a) {
  d <- asked(a)
  c(list(probs = nums(a$probs), df = degf(d)), quantiles(d, a))
}

ops$oldsvyquantile <- function(a) {
  q <- oldsvyquantile(formula_of(a$var), asked(a), nums(a$probs), ci = TRUE, interval.type = or(a$interval, "Wald"),
      ties = a$ties,
                      method = or(a$method, "linear"), f = or(a$f, 1),
                      na.rm = isTRUE(a$na_rm))
  ends <- matrix(q$CIs, nrow = 2)
  list(probs = nums(a$probs), quantile = as.numeric(q$quantiles), lower = ends[1, ], upper = ends[2, ],
      se = as.numeric(SE(q)))
}

each_level <- function(a, f) {
  d <- asked(a)
  lapply(levels(d$variables[[a$by]]), function(l) {
    part <- narrow(d, !is.na(d$variables[[a$by]]) & d$variables[[a$by]] == l)
    c(list(by = setNames(list(l), a$by)), f(part))
  })
}
ops$svyby_quantile <- function(a) list(rows = each_level(a, function(d) c(list(df = degf(d)), quantiles(d, a))))
ops$svyby_ratio <- function(a) {
  b <- svyby(formula_of(a$num), formula_of(a$by), asked(a), svyratio, denominator = formula_of(a$den),
      na.rm = isTRUE(a$na_rm))
  list(rows = lapply(seq_len(nrow(b)), function(i) list(by = setNames(list(as.character(b[i, a$by])), a$by),
      ratio = unname(coef(b)[i]), se = SE(b)[[i]])))
}

ops$svyby <- function(a) {
  d <- asked(a)
  vars <- unlist(a$vars)
  by <- unlist(a$by)
  fun <- get(a$fun)
  b <- svyby(formula_of(vars), formula_of(by), d, fun, na.rm = isTRUE(a$na_rm), deff = deff_of(a))
  terms <- terms_of(d, vars)
  k <- length(terms)
  est <- matrix(coef(b), ncol = k)
  se <- matrix(unlist(SE(b)), ncol = k)
  rows <- lapply(seq_len(nrow(b)), function(i) {
    at <- setNames(lapply(by, function(v) as.character(b[i, v])), by)
    part <- narrow(d, chosen(d$variables, lapply(by, function(v) list(var = v, op = "==", value = at[[v]]))))
    df <- degf(part)
    r <- list(by = at, n = sum(complete.cases(part$variables[, vars, drop = FALSE]) & weight_of(part) != 0),
        df = df, est = est[i, ], se = se[i, ],
              ci_z = limits(est[i, ], se[i, ], Inf), ci_t = limits(est[i, ], se[i, ], df))
    if (!is.null(a$deff)) r$deff <- as.numeric(b[i, grep("^DEff", names(b))])
    r
  })
  list(terms = terms, df_full = degf(d), rows = rows)
}
