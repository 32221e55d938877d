#include "page/chart.hpp"

#include <algorithm>

#include "catch.hpp"
#include "count.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

sample_point at(std::int64_t when, std::int64_t polls) {
  sample_point s;
  s.at = when;
  s.polls = polls;
  return s;
}

double polls_of(const sample_point& s) { return static_cast<double>(s.polls); }

}  // namespace

TEST_CASE("a figure stands where it was taken, and nothing where none was") {
  const auto values =
      series_of({at(taken - a_day, 9), at(taken - 10 * a_minute, 4), at(taken - a_minute, 7),
                 at(taken - 30 * a_second, 2), at(taken + a_minute, 8)},
                taken, polls_of);
  REQUIRE(values.size() == 144);
  CHECK(values[143] == 7.0);
  CHECK(values[142] == 4.0);
  CHECK(std::count(values.begin(), values.end(), std::nullopt) == 142);
}

TEST_CASE("bars are as high as their share of the highest, and a small one is still seen") {
  html page;
  draw_bars(page, {1000.0, 500.0, 1.0, 0.0, std::nullopt}, {std::nullopt, 1.0}, "5 <polls>");
  const auto svg = page.take();
  CHECK_THAT(svg, ContainsSubstring("d=\"M0 24v-24h.8V24zM1 24v-12h.8V24zM2 24v-1h.8V24z\""));
  CHECK_THAT(svg, ContainsSubstring("class=\"bars bad\" d=\"M1 24v-4h.8V24z\""));
  CHECK_THAT(svg, ContainsSubstring("<title>5 &lt;polls&gt;</title>"));
}

TEST_CASE("a line is broken where nothing is known") {
  html page;
  draw_line(page, {std::nullopt, 10.0, 20.0, std::nullopt, 20.0}, "size");
  const auto svg = page.take();
  CHECK(count(svg, "class=\"line\"") == 2);
  CHECK_THAT(svg, ContainsSubstring("class=\"line\" d=\"M1.5 22L2.5 2\""));
}

TEST_CASE("without any figure a drawing is empty") {
  html page;
  draw_bars(page, series(144), {}, "none");
  draw_line(page, series(144), "none");
  const auto svg = page.take();
  CHECK_THAT(svg, ContainsSubstring("d=\"\""));
  CHECK_THAT(svg, !ContainsSubstring("class=\"line\""));
}

TEST_CASE("a share is drawn between nothing and all of it") {
  for (const auto& [share, width] : {std::pair{-1.0, "\"0\""}, {0.5, "\"50\""}, {7.0, "\"100\""}}) {
    html page;
    draw_share(page, share, false, "x");
    CHECK_THAT(page.take(), ContainsSubstring(std::string("class=\"part\" width=") + width));
  }
}

TEST_CASE("each hour of a week tells when it was and how many errors it had") {
  std::vector<std::int64_t> hours(168, 0);
  hours[0] = -1;
  hours[166] = 1234;
  html page;
  draw_week(page, hours, taken + 5 * a_minute);
  const auto svg = page.take();
  CHECK(count(svg, "<rect") == 2);
  CHECK_THAT(svg, ContainsSubstring("<title>2026-11-22 07:00 to 08:00: 1,234</title>"));
  CHECK_THAT(svg, ContainsSubstring("<rect class=\"unknown\" x=\"0\""));
  CHECK_THAT(svg, ContainsSubstring("<title>2026-11-15 09:00 to 10:00: not counted</title>"));
  CHECK_THAT(svg, ContainsSubstring("<li>15 Nov<small>09:00</small></li>"));
}
