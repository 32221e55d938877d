# Forecasts series. The input's "task" says which part is executed.
source(file.path(dirname(arguments[2]), "series.R"), keep.source = TRUE)
# MORE

bad_number <- function(input) {
  amount <- suppressWarnings(as.numeric(input$text))
  stopifnot(is.finite(amount))
  amount
}

missing_column <- function(input) {
  table <- data.frame(size = 1:3)
  table[, input$word]
}

no_function <- function(input) input$number()

# MORE
out_of_bounds <- function(input) {
  list(1)[[as.integer(input$number) + 1]]
}

load_model <- function(input) {
  stop("cannot load model ", input$id)
}

load_weights <- function(input) {
  stop("cannot load model ", input$id)
}

user_text <- function(input) {
  stop(input$sentence)
}

open_file <- function(input) {
  suppressWarnings(readLines(input$path))
}

# MORE
singular <- function(input) {
  solve(matrix(0, as.integer(input$number) %% 5 + 2, as.integer(input$number) %% 5 + 2))
}

product <- function(input) {
  matrix(1, as.integer(input$number), 3) %*% matrix(1, 4, 2)
}

train <- function(input) {
  mean_of(c())
}

predict_all <- function(input) {
  mean_of(c()) + 1
}

rows <- function(input) {
  sapply(1:2, function(i) if (i == 2) stop("row ", input$number, " of ", input$size) else i)
}

# MORE
walk <- function(depth, deepest) {
  if (depth > deepest) stop("too deep at ", depth)
  1 + walk(depth + 1, deepest)
}

rethrown <- function(input) {
  tryCatch(get(input$word, mode = "list"), error = function(e) stop("no series for ", input$email))
}

status <- function(input) {
  stop(input$status, " from ", input$url, call. = FALSE)
}

by_do_call <- function(input) {
  do.call(rep, list(1, times = -as.integer(input$number)))
}

several_lines <- function(input) {
  stop("ungültige Zeilen:\n  1: ", input$sentence, "\n  2: ", input$date)
}

apply_algorithm <- function(input) {
  switch(input$task,
    smooth = smooth_series(new("Series", values = c(1, 2)), as.integer(input$number) + 2),
    recursion = walk(1, 30 + as.integer(input$number) %% 60),
    do.call(input$task, list(input))
  )
}
