#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "page/html.hpp"
#include "status/status.hpp"

namespace algolog {

/// Of equal spans of time, oldest first; nothing where it is not known.
using series = std::vector<std::optional<double>>;

/// A figure of the samples of 24 hours, by spans of ten minutes, which is how often one is taken.
series series_of(const std::vector<sample_point>& samples, std::int64_t now,
                 double (*figure)(const sample_point&));

/// Small bars; those of `bad` on the same scale before those of `all`. `label` is read instead.
void draw_bars(html& page, const series& all, const series& bad, std::string_view label);

/// A line and what is below it, between its least and its most.
void draw_line(html& page, const series& values, std::string_view label);

/// How full something is, of 0 to 1.
void draw_share(html& page, double share, bool bad, std::string_view label);

/// The errors of each hour of a week, the one of `now` last; -1: not counted.
void draw_week(html& page, const std::vector<std::int64_t>& per_hour, std::int64_t now);

}  // namespace algolog
