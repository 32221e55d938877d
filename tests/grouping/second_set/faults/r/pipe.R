# pipe.R FORM FILE KEY=VALUE...: plays the platform. Prints the message and "\x1e". The trace follows, if FORM is
# "traceback"; otherwise the error is not caught and Rscript prints it.
arguments <- commandArgs(trailingOnly = TRUE)
request <- arguments[-(1:2)]
source(arguments[2], keep.source = TRUE)

input <- as.list(sub("^[^=]*=", "", request))
names(input) <- sub("=.*", "", request)

tell <- function(failure) {
  cat(conditionMessage(failure), "\x1e", sep = "")
  if (arguments[1] == "traceback") {
    call <- conditionCall(failure)
    cat("Error", if (!is.null(call)) paste(" in", deparse(call)[1]), " : ", conditionMessage(failure), "\n", sep = "")
    traceback(2)
    quit(status = 0)
  }
}

get_response <- function(input) withCallingHandlers(apply_algorithm(input), error = tell)
result <- get_response(input)
