# Answers the questions of expected/*.json anew with R and compares with the answers that are committed.
#
#   Rscript oracle.R REFERENCE OUT [ID-PATTERN]
#
# REFERENCE holds data/ and expected/. OUT gets expected/*.json with R's answers of now. Ends with 1 when an answer
# differs,
# or when a question has no operation here.
suppressPackageStartupMessages({library(survey); library(jsonlite)})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1]))
for (f in c("compare.R", "designs.R", "figures.R", "tables.R", "groups.R", "plain.R", "counts.R",
    "rounding.R")) source(file.path(here, f))

args <- commandArgs(TRUE)
if (length(args) < 2) stop("Rscript oracle.R REFERENCE OUT [ID-PATTERN]")
reference <- args[1]
out <- args[2]
pattern <- if (length(args) > 2) args[3] else ""
dir.create(file.path(out, "expected"), recursive = TRUE, showWarnings = FALSE)

# answer runs one question. What R refuses is an answer, too: list(error = its words).
answer <- function(entry) {
  op <- ops[[entry$op]]
  if (is.null(op)) return(NULL)
  a <- entry$args
  options(survey.lonely.psu = if (is.null(a$lonely)) "fail" else a$lonely,
          survey.adjust.domain.lonely = isTRUE(a$adjust_domain_lonely),
              survey.ultimate.cluster = isTRUE(a$ultimate_cluster))
  suppressWarnings(tryCatch(op(a), error = function(e) list(error = conditionMessage(e))))
}

bad <- 0
for (path in sort(Sys.glob(file.path(reference, "expected", "*.json")))) {
  open_file(path)
  entries <- file_now$entries
  if (pattern != "") entries <- Filter(function(e) grepl(pattern, e$id), entries)
  agree <- 0
  missing <- character()
  made <- list()
  for (e in entries) {
    got <- answer(e)
    if (is.null(got)) {
      missing <- c(missing, e$op)
      next
    }
    lines <- differences(e, got)
    if (length(lines) == 0) {
      agree <- agree + 1
    } else {
      cat(sprintf("%s/%s (%s): %s\n", basename(path), e$id, e$op, paste(head(lines, 4), collapse = "; ")))
    }
    made[[length(made) + 1]] <- list(id = e$id, op = e$op, result = got)
  }
  bad <- bad + length(entries) - agree
  cat(sprintf("%s: %d of %d entries agree", basename(path), agree, length(entries)))
  if (length(missing)) cat("; no operation here:", paste(unique(missing), collapse = " "))
  cat("\n")
  write_json(list(dataset = file_now$dataset, software = list(R = as.character(getRversion()),
      survey = as.character(packageVersion("survey"))),
                  entries = made), file.path(out, "expected", basename(path)), digits = I(17), auto_unbox = TRUE,
                      na = "string", null = "null", pretty = TRUE)
}
cat(sprintf("R %s, survey %s: %s\n", getRversion(), packageVersion("survey"), if (bad) paste(bad,
    "entries differ") else "all agree"))
quit(status = as.integer(bad > 0))
