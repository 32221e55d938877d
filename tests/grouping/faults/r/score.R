# Each function is one fault, but for those that share a helper.
# SHIFT

bad_number <- function(x) stopifnot(is.numeric(x$text))

no_function <- function(x) x$number()

out_of_bounds <- function(x) list(1)[[x$number + 1]]

# SHIFT
load_model <- function(x) stop("cannot load model ", x$uuid)

load_weights <- function(x) stop("cannot load model ", x$uuid)

says_anything <- function(x) stop(x$sentence)

open_file <- function(x) readLines(x$path)

adds_text <- function(x) x$number + x$text

mean_of <- function(values, what) if (length(values) == 0) stop("no values to ", what) else 0

# SHIFT
train <- function(x) mean_of(c(), x$number)

predict_all <- function(x) mean_of(c(), x$number)

in_sapply <- function(x) sapply(1:2, function(i) if (i == 2) stop("row ", x$number) else i)

walk <- function(depth) if (depth > 300) stop("too deep at ", depth) else walk(depth + 7)

recursion <- function(x) walk(x$number)

apply_fault <- function(fault, x) do.call(fault, list(x))

arguments <- commandArgs(trailingOnly = TRUE)
x <- list(number = as.integer(arguments[2]), text = arguments[3], sentence = arguments[4],
          uuid = arguments[5], path = arguments[6])
apply_fault(arguments[1], x)
