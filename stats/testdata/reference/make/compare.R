# An answer is compared leaf by leaf: relative to the expected value (1e-9, or the entry's own tol), numbers that are
# differences of larger ones relative to those, with an absolute floor of 1e-11. See README.md.

# leaves flattens a value to path = leaf. A list of one element and the element alone are the same thing.
leaves <- function(x, path = "") {
  if (is.null(x)) return(setNames(list(NA), path))
  if (is.matrix(x)) x <- lapply(seq_len(nrow(x)), function(i) x[i, ])
  if (is.factor(x)) x <- as.character(x)
  if (length(x) == 0) return(list())
  named <- is.list(x) && !is.null(names(x))
  if (!named && length(x) == 1) return(if (is.list(x)) leaves(x[[1]], path) else setNames(list(unname(x)), path))
  steps <- if (named) paste0(".", names(x)) else sprintf("[%d]", seq_along(x))
  do.call(c, lapply(seq_along(x), function(i) leaves(x[[i]], paste0(path, steps[i]))))
}

# number reads a leaf: NA, "NaN" and null are undefined. NULL when it is a word.
number <- function(v) {
  if (is.logical(v) && !is.na(v)) return(NULL)
  if (is.character(v) && !v %in% c("NaN", "NA", "Inf", "-Inf")) return(NULL)
  as.numeric(v)
}

sized <- "\\.(lower|upper|diff|nps|est|estimate|ci_[a-z]+|[a-z_]+_cc|lower_z|upper_z)(\\.|\\[|$)"

# magnitude is what differences inside a result are measured against.
magnitude <- function(want) {
  est <- want[grepl("\\.(est|ratio|quantile|p1|p2|m1|m2|coef|nps|promoters|estimate|se)(\\[|$)", names(want))]
  x <- abs(as.numeric(unlist(lapply(est, number))))
  x <- x[is.finite(x)]
  if (length(x)) max(x) else 0
}

# target is the committed answer: that of survey 4.5 where the entry has one and this survey is as new.
target <- function(entry) {
  if (!is.null(entry$survey_4_5) && packageVersion("survey") >= "4.5") entry$survey_4_5 else entry$result
}

# refusal compares R's words, so that a slip in these scripts does not pass for a refusal; a number at the end (how near to
# singular a matrix is) is noise.
refusal <- function(want, got) {
  if (is.null(got)) return(paste("an answer, where R said:", want))
  words <- function(x) trimws(sub("[0-9.e+-]+$", "", x))
  if (words(got) == words(want)) character() else sprintf("R says “%s”, expected “%s”", got, want)
}

# differences has a line for every leaf that differs, none when the answers agree.
differences <- function(entry, got) {
  result <- target(entry)
  want <- leaves(result)
  got <- leaves(got)
  if (!is.null(result$error)) return(refusal(result$error, got[[".error"]]))
  if (!is.null(got[[".error"]])) return(paste("R refuses:", got[[".error"]]))
  tol <- if (is.null(entry$tol)) 1e-9 else entry$tol
  size <- magnitude(want)
  diag <- function(i, j) sqrt(abs(number(want[[sprintf(".vcov[%s][%s]", i,
      i)]]) * number(want[[sprintf(".vcov[%s][%s]", j, j)]])))
  lines <- character()
  for (path in names(want)) {
    if (grepl("\\.r_", path)) next
    w <- want[[path]]
    if (!path %in% names(got)) {
      lines <- c(lines, paste(path, "is not made"))
      next
    }
    g <- got[[path]]
    nw <- number(w)
    ng <- number(g)
    if (is.null(nw) || is.null(ng)) {
      if (!identical(as.character(w), as.character(g))) lines <- c(lines, sprintf("%s: %s, expected %s", path, g, w))
      next
    }
    scale <- abs(nw)
    if (grepl(sized, path)) scale <- max(scale, size)
    if (grepl("(^|\\.)se(\\[|$)", path)) scale <- max(scale, size * 1e-12 / tol)
    place <- regmatches(path, regexec("^\\.vcov\\[(\\d+)\\]\\[(\\d+)\\]$", path))[[1]]
    if (length(place) == 3) scale <- max(scale, diag(place[2], place[3]), size^2 * 1e-14 / tol)
    same <- if (is.nan(nw) || is.na(nw)) is.na(ng) else !is.na(ng) && (nw == ng || abs(nw - ng) <= max(tol * scale,
        1e-11))
    if (!same) lines <- c(lines, sprintf("%s: %.15g, expected %.15g", path, ng, nw))
  }
  lines
}
