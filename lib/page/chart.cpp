#include "page/chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "milliseconds.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

constexpr std::int64_t slot = 10 * minute_ms;
constexpr std::size_t slots = 144;
constexpr double height = 24;  // of the drawings' own coordinates, as in the view boxes

double most_of(const series& values) {
  double most = 0;
  for (const auto& v : values) most = std::max(most, v.value_or(0));
  return most;
}

double least_of(const series& values, double most) {
  double least = most;
  for (const auto& v : values) least = std::min(least, v.value_or(most));
  return least;
}

// A value above zero has a bar that can be seen, however small it is beside the others.
void draw_bar_path(html& page, const series& values, double most, double least_high, markup kind) {
  page.add("<path class=\"").add(kind).add("\" d=\"");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i].value_or(0);
    if (value <= 0 || most <= 0) continue;
    const double high = std::max(least_high, std::min(value / most, 1.0) * height);
    page.add("M").length(static_cast<double>(i)).add(" 24v-").length(high).add("h.8V24z");
  }
  page.add("\"/>");
}

void begin_drawing(html& page, std::string_view label) {
  page.add(
          "<svg class=\"spark\" viewBox=\"0 0 144 24\" preserveAspectRatio=\"none\" "
          "role=\"img\"><title>")
      .text(label)
      .add("</title>");
}

// One stretch of known values, [from, to).
void draw_stretch(html& page, const series& values, std::size_t from, std::size_t to, double least,
                  double span) {
  const auto x = [](std::size_t i) { return static_cast<double>(i) + 0.5; };
  const auto draw_top = [&] {
    for (std::size_t i = from; i < to; ++i) {
      page.add(i == from ? markup("M") : markup("L")).length(x(i)).add(" ");
      page.length(height - 2 - (*values[i] - least) / span * (height - 4));
    }
  };
  page.add("<path class=\"area\" d=\"");
  draw_top();
  page.add("V24H").length(x(from)).add("z\"/><path class=\"line\" d=\"");
  draw_top();
  page.add("\"/>");
}

std::string hour_label(std::int64_t from, std::int64_t count) {
  const auto day = table_time(from);
  const auto until = table_time(from + hour_ms);
  return fmt::format("{} to {}: {}", day.substr(0, 16), until.substr(11, 5),
                     count < 0 ? "not counted" : with_commas(count));
}

std::string day_label(std::int64_t at) {
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto text = table_time(at);
  if (text.size() != 19) return {};
  const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + (text[6] - '0'));
  return fmt::format("{} {}", text.substr(8, 2), months[(month - 1) % 12]);
}

void draw_hour(html& page, std::size_t at, std::int64_t count, std::int64_t most,
               std::int64_t from) {
  if (count == 0) return;
  const double share = count < 0 ? 1 : static_cast<double>(count) / static_cast<double>(most);
  const double high = std::max(0.6, share * 44);
  page.add("<rect").add(count < 0 ? markup(" class=\"unknown\"") : markup("")).add(" x=\"");
  page.length(static_cast<double>(at)).add("\" y=\"").length(48 - high);
  page.add("\" width=\".8\" height=\"").length(high).add("\"><title>");
  page.text(hour_label(from, count)).add("</title></rect>");
}

}  // namespace

series series_of(const std::vector<sample_point>& samples, std::int64_t now,
                 double (*figure)(const sample_point&)) {
  series values(slots);
  for (const auto& s : samples) {
    if (s.at > now || now - s.at >= slot * static_cast<std::int64_t>(slots)) continue;
    auto& value = values[slots - 1 - static_cast<std::size_t>((now - s.at) / slot)];
    value = std::max(value.value_or(0), figure(s));
  }
  return values;
}

void draw_bars(html& page, const series& all, const series& bad, std::string_view label) {
  begin_drawing(page, label);
  draw_bar_path(page, all, most_of(all), 1, "bars");
  if (!bad.empty()) draw_bar_path(page, bad, most_of(all), 4, "bars bad");
  page.add("</svg>");
}

void draw_line(html& page, const series& values, std::string_view label) {
  const double most = most_of(values);
  const double least = least_of(values, most);
  // A thousandth more is not drawn as a steep climb.
  const double span = std::max({most - least, most / 100, 1e-9});
  begin_drawing(page, label);
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i;
    while (end < values.size() && values[end]) ++end;
    if (end > i) draw_stretch(page, values, i, end, least, span);
    i = end + 1;
  }
  page.add("</svg>");
}

void draw_share(html& page, double share, bool bad, std::string_view label) {
  const double kept = std::clamp(share, 0.0, 1.0);
  page.add(
          "<svg class=\"share\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" "
          "role=\"img\"><title>")
      .text(label)
      .add("</title><rect class=\"rest\" width=\"100\" height=\"6\"/><rect class=\"")
      .add(bad ? markup("bad") : markup("part"))
      .add("\" width=\"")
      .length(kept * 100)
      .add("\" height=\"6\"/></svg>");
}

void draw_week(html& page, const std::vector<std::int64_t>& per_hour, std::int64_t now) {
  const std::int64_t first =
      (now / hour_ms - static_cast<std::int64_t>(per_hour.size()) + 1) * hour_ms;
  std::int64_t most = 1;
  for (const auto count : per_hour) most = std::max(most, count);
  page.add(
      "<svg class=\"week\" viewBox=\"0 0 168 48\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-labelledby=\"week-says\">");
  for (std::size_t i = 0; i < per_hour.size(); ++i)
    draw_hour(page, i, per_hour[i], most, first + static_cast<std::int64_t>(i) * hour_ms);
  page.add("</svg><ol class=\"days\" aria-hidden=\"true\">");
  for (std::int64_t day = 0; day < 7; ++day) {
    const auto at = first + day * 24 * hour_ms;
    page.add("<li>").text(day_label(at));
    page.add("<small>").text(table_time(at).substr(11, 5)).add("</small></li>");
  }
  page.add("</ol>");
}

}  // namespace algolog
