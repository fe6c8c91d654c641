# Percents to two decimals: whole numbers below 2^53 are exact in R's doubles.

hundredths <- function(h) sprintf("%d.%02d", as.integer(h %/% 100), as.integer(h %% 100))

ops$pct2 <- function(a) {
  x <- a$x
  n <- a$n
  half_up <- (20000 * x + n) %/% (2 * n)
  whole <- (10000 * x) %/% n
  rest <- (10000 * x) %% n
  even <- whole + if (2 * rest > n || 2 * rest == n && whole %% 2 == 1) 1 else 0
  p <- 100 * x / n
  list(pct_double = p, half_up = hundredths(half_up), half_even = hundredths(even), exact_tie = 2 * rest == n,
      hundredths_half_up = half_up,
       r_round = sprintf("%.2f", round(p, 2)), sprintf_2f = sprintf("%.2f", p), floor_p100 = sprintf("%.2f",
           floor(p * 100 + 0.5) / 100))
}

ops$pct2_float <- function(a) list(text = hundredths(floor(100 * a$p + 0.5 + 1e-7)), sprintf_2f = sprintf("%.2f",
    a$p))

ops$largest_remainder <- function(a) {
  n <- nums(a$counts)
  s <- sum(n)
  if (s == 0) return(list(percents = rep("0.00", length(n)), sum_hundredths = 0))
  whole <- (10000 * n) %/% s
  rest <- (10000 * n) %% s
  left <- 10000 - sum(whole)
  first <- order(-rest, seq_along(n))[seq_len(left)]
  whole[first] <- whole[first] + 1
  up <- (20000 * n + s) %/% (2 * s)
  list(percents = hundredths(whole), sum_hundredths = sum(whole), each_half_up = hundredths(up),
      sum_each_half_up = sum(up))
}
