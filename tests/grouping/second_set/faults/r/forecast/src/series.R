# What forecast.R computes with.
# MORE

mean_of <- function(values) {
  if (length(values) == 0) stop("no values")
  sum(values) / length(values)
}

setClass("Series", representation(values = "numeric"))
setGeneric("smooth_series", function(series, width) standardGeneric("smooth_series"))
setMethod("smooth_series", "Series", function(series, width) {
  if (width > length(series@values)) stop("width ", width, " is more than ", length(series@values), " values")
  series
})
