# Tests and intervals of counts alone, and distribution functions.

ops$prop_ci <- function(a) {
  if (is.null(a$data)) {
    x <- a$x
    n <- a$n
  } else {
    y <- said(frame(a$data)[[a$var]], a$values)
    x <- sum(y, na.rm = TRUE)
    n <- if (a$base == "all") length(y) else sum(!is.na(y))
  }
  al <- 1 - a$level
  z <- qnorm(1 - al / 2)
  p <- x / n
  ends <- switch(a$method,
    wilson = prop.test(x, n, conf.level = a$level, correct = FALSE)$conf.int,
    wilson_cc = prop.test(x, n, conf.level = a$level, correct = TRUE)$conf.int,
    exact = binom.test(x, n, conf.level = a$level)$conf.int,
    jeffreys = c(if (x == 0) 0 else qbeta(al / 2, x + 0.5, n - x + 0.5), if (x == n) 1 else qbeta(1 - al / 2,
        x + 0.5, n - x + 0.5)),
    wald = p + c(-1, 1) * z * sqrt(p * (1 - p) / n),
    agresti_coull = {
      m <- n + z^2
      q <- (x + z^2 / 2) / m
      q + c(-1, 1) * z * sqrt(q * (1 - q) / m)
    })
  list(x = x, n = n, est = p, lower = ends[1], upper = ends[2])
}

ops$prop_test2 <- function(a) {
  x <- c(a$x1, a$x2)
  n <- c(a$n1, a$n2)
  p <- x / n
  pool <- sum(x) / sum(n)
  t <- prop.test(x, n, correct = FALSE)
  cc <- prop.test(x, n, correct = TRUE)
  list(p1 = p[1], p2 = p[2], diff = p[1] - p[2], se_unpooled = sqrt(sum(p * (1 - p) / n)),
      z_pooled = (p[1] - p[2]) / sqrt(pool * (1 - pool) * sum(1 / n)),
       x2 = as.numeric(t$statistic), p = t$p.value, lower = t$conf.int[1], upper = t$conf.int[2],
           x2_cc = as.numeric(cc$statistic), p_cc = cc$p.value,
       lower_cc = cc$conf.int[1], upper_cc = cc$conf.int[2])
}

table_of <- function(a) {
  if (!is.null(a$table)) return(matrix_of(a$table))
  d <- frame(a$data)
  t <- unclass(table(d[[a$row]], d[[a$col]]))
  if (!is.null(a$rows)) t <- t[chars(a$rows), chars(a$cols)]
  unname(t)
}

ops$chisq_test <- function(a) {
  t <- table_of(a)
  t <- t[rowSums(t) > 0, colSums(t) > 0, drop = FALSE]
  dimnames(t) <- NULL
  x <- chisq.test(t, correct = isTRUE(a$yates))
  plain <- as.numeric(chisq.test(t, correct = FALSE)$statistic)
  n <- sum(t)
  e <- x$expected
  g2 <- 2 * sum(ifelse(t == 0, 0, t * log(t / e)))
  list(statistic = as.numeric(x$statistic), df = as.numeric(x$parameter), p = x$p.value, min_expected = min(e),
      n_expected_below_5 = sum(e < 5), expected = e,
       stdres = x$stdres, n = n, cramers_v = sqrt(plain / (n * (min(dim(t)) - 1))), phi = sqrt(plain / n),
           contingency = sqrt(plain / (plain + n)), g2 = g2,
       g2_p = pchisq(g2, as.numeric(x$parameter), lower.tail = FALSE))
}

ops$fisher_2x2 <- function(a) {
  t <- table_of(a)
  p <- function(side) fisher.test(t, alternative = side)$p.value
  f <- fisher.test(t)
  list(table = t, p_two_sided = f$p.value, p_less = p("less"), p_greater = p("greater"),
      or_cmle = as.numeric(f$estimate), or_lower = f$conf.int[1],
       or_upper = f$conf.int[2], or_sample = t[1, 1] * t[2, 2] / (t[1, 2] * t[2, 1]))
}

ops$mcnemar <- function(a) {
  t <- matrix_of(a$table)
  cc <- mcnemar.test(t, correct = TRUE)
  x <- mcnemar.test(t, correct = FALSE)
  list(x2_cc = as.numeric(cc$statistic), p_cc = cc$p.value, x2 = as.numeric(x$statistic), p = x$p.value)
}

ops$gof_test <- function(a) {
  x <- chisq.test(nums(a$counts), p = nums(a$p))
  list(statistic = as.numeric(x$statistic), df = as.numeric(x$parameter), p = x$p.value)
}

ops$dist <- function(a) {
  of <- lapply(a[setdiff(names(a), "f")], nums)
  upper <- grepl("_upper$", a$f)
  f <- sub("_upper$", "", a$f)
  order <- list(qnorm = "p", pnorm = "x", pt = c("x", "df"), qt = c("p", "df"), pchisq = c("x", "df"),
      qchisq = c("p", "df"), pf = c("x", "df1", "df2"),
                qf = c("p", "df1", "df2"), pbeta = c("x", "a", "b"), qbeta = c("p", "a", "b"), pbinom = c("x", "n",
                    "prob"), phyper = c("x", "m", "nn", "k"))[[f]]
  list(value = do.call(f, c(unname(of[or(order, names(of))]), if (upper) list(lower.tail = FALSE))))
}
