# R survey on the survey of the speed targets: Rscript survey.R (Debian: r-cran-survey). Prints seconds.
suppressMessages(library(survey))
set.seed(1)
rows <- 1e6; items <- 50; districts <- 8; communes <- 108
commune <- rep(seq_len(communes), each = ceiling(rows / communes))[seq_len(rows)]
d <- data.frame(commune = commune, district = factor((commune - 1) * districts %/% communes + 1), w = 0.5 + runif(rows))
for (q in seq_len(items)) {
  x <- sample.int(5, rows, TRUE)
  x[runif(rows) < 0.03] <- NA
  d[[paste0("q", q)]] <- factor(x, levels = 1:5)
}
seconds <- function(expr) system.time(expr)[["elapsed"]]
design <- NULL
cat("svydesign", seconds(design <- svydesign(ids = ~commune, strata = ~district, weights = ~w, data = d)), "\n")
# The tables of all items by district with the standard error of every cell; with an argument, of the first so many items.
asked <- suppressWarnings(as.integer(commandArgs(TRUE)[1]))
if (is.na(asked)) asked <- items
total <- 0
for (q in seq_len(asked)) {
  f <- as.formula(paste0("~q", q))
  total <- total + seconds(svyby(f, ~district, design, svymean, na.rm = TRUE))
}
cat("svyby of", asked, "items", total, "\n")
