# Files and designs: as expected/*.json describes them, by svydesign and svrepdesign.
ops <- list()
file_now <- NULL
kept <- new.env()

open_file <- function(path) {
  file_now <<- fromJSON(path, simplifyVector = FALSE)
  rm(list = ls(kept), envir = kept)
}

keep <- function(name, make) {
  if (!exists(name, envir = kept)) assign(name, make(), envir = kept)
  get(name, envir = kept)
}

nums <- function(x) vapply(x, function(v) if (is.character(v)) as.numeric(v) else as.numeric(v), 0)
chars <- function(x) vapply(x, as.character, "")
matrix_of <- function(rows) do.call(rbind, lapply(rows, nums))
or <- function(x, default) if (is.null(x)) default else x

# frame reads a data file with the types and the order of levels that the file of expectations gives.
frame <- function(name) keep(paste0("data/", name), function() {
  d <- read.csv(file.path(reference, "data", name), colClasses = "character", na.strings = "", check.names = FALSE,
      encoding = "UTF-8")
  kinds <- file_now$variables[[name]]
  for (v in names(kinds)) {
    d[[v]] <- switch(kinds[[v]]$type, numeric = as.numeric(d[[v]]), factor = factor(d[[v]],
        levels = chars(kinds[[v]]$levels)), d[[v]])
  }
  d
})

# chosen tells the rows for which all conditions hold; a missing value is no.
chosen <- function(d, conditions) {
  yes <- rep(TRUE, nrow(d))
  for (cond in conditions) {
    x <- d[[cond$var]]
    if (is.factor(x)) x <- as.character(x)
    value <- unlist(cond$value)
    one <- switch(cond$op, `==` = x == value, `!=` = x != value, `in` = ifelse(is.na(x), NA, x %in% value),
        `<` = x < value,
                  `<=` = x <= value, `>` = x > value, `>=` = x >= value, `not_missing` = !is.na(x),
                      stop("condition ", cond$op))
    yes <- yes & !is.na(one) & one
  }
  yes
}

narrow <- function(design, yes) {
  design$variables$.yes <- yes
  subset(design, .yes)
}

population_of <- function(p, d) {
  cols <- lapply(names(p), function(n) if (n == "Freq") nums(p[[n]]) else factor(chars(p[[n]]),
      levels = levels(d[[n]])))
  as.data.frame(setNames(cols, names(p)))
}

formula_of <- function(vars) as.formula(paste("~", paste(vars, collapse = "+")))
one_sided <- function(x) if (is.null(x)) NULL else formula_of(unlist(x))

design <- function(name) keep(paste0("design/", name), function() {
  d <- file_now$designs[[name]]
  if (is.null(d$from)) return(plain_design(d))
  base <- design(d$from)
  switch(d$op,
    subset = narrow(base, chosen(base$variables, d$subset)),
    postStratify = postStratify(base, one_sided(d$margin), population_of(d$population, base$variables)),
    rake = rake(base, lapply(d$margins, function(m) one_sided(m$vars)), lapply(d$margins,
        function(m) population_of(m$population, base$variables)),
                control = c(lapply(d$control, identity), list(verbose = FALSE))),
    calibrate = do.call(calibrate, c(list(base, one_sided(d$terms), unlist(d$population), calfun = d$calfun),
                                     if (!is.null(d$bounds)) list(bounds = nums(d$bounds)),
                                         if (!is.null(d$epsilon)) list(epsilon = d$epsilon),
                                     if (!is.null(d$maxit)) list(maxit = d$maxit))),
    trimWeights = trimWeights(base, upper = or(d$upper, Inf), lower = or(d$lower, -Inf), strict = isTRUE(d$strict)),
    stop("operation of a design: ", d$op))
})

plain_design <- function(d) {
  data <- frame(d$data)
  if (!is.null(d$prefilter)) data <- data[chosen(data, d$prefilter), ]
  r <- d$replicate
  if (is.null(r)) {
    return(svydesign(ids = or(one_sided(d$ids), ~1), strata = one_sided(d$strata), weights = one_sided(d$weights),
        probs = one_sided(d$probs),
                     fpc = one_sided(d$fpc), nest = isTRUE(d$nest), data = data))
  }
  w <- read.csv(file.path(reference, "data", r$file), check.names = FALSE, colClasses = c("character"))
  rows <- if (is.null(r$key)) seq_len(nrow(data)) else match(as.character(data[[r$key]]), w[[1]])
  columns <- apply(as.matrix(w[rows, -1]), 2, as.numeric)
  call <- list(data = data, weights = one_sided(d$weights), repweights = columns, type = r$type,
      combined.weights = isTRUE(r$combined),
               mse = isTRUE(r$mse))
  if (!is.null(r$scale)) call$scale <- r$scale
  if (!is.null(r$rscales)) call$rscales <- rep_len(nums(r$rscales), ncol(columns))
  if (!is.null(r$rho)) call$rho <- r$rho
  do.call(svrepdesign, call)
}

# asked is the design of a question, in its subset.
asked <- function(a, name = "design") {
  d <- design(a[[name]])
  if (is.null(a$subset)) d else narrow(d, chosen(d$variables, a$subset))
}

is_rep <- function(d) inherits(d, "svyrep.design")
weight_of <- function(d) as.numeric(weights(d, "sampling"))
with_column <- function(d, name, value) {
  d$variables[[name]] <- value
  d
}
limits <- function(est, se, df, level = 0.95) {
  t <- if (is.finite(df) && df <= 0) NaN else qt((1 + level) / 2, df)
  list(lower = est - t * se, upper = est + t * se)
}
