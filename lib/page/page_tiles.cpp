#include <fmt/format.h>

#include <algorithm>

#include "page/chart.hpp"
#include "page/page_sections.hpp"
#include "status/attention.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

using point = sample_point;

void draw_tile(html& page, markup name, std::string_view value, std::string_view note) {
  page.add("<div class=\"tile\"><dt>").add(name).add("</dt><dd>\n<strong>").text(value);
  page.add("</strong> <span>").text(note).add("</span>\n");
}

void end_tile(html& page) { page.add("</dd></div>\n"); }

std::int64_t sum(const std::vector<point>& samples, std::int64_t point::*figure) {
  std::int64_t total = 0;
  for (const auto& s : samples) total += s.*figure;
  return total;
}

series of(const status& s, double (*figure)(const point&)) {
  return series_of(s.samples, s.at, figure);
}

void draw_error_tile(html& page, const status& s) {
  const auto total = with_commas(sum(s.samples, &point::new_errors));
  const auto builds = sum(s.samples, &point::new_builds);
  draw_tile(page, "New errors", total, "in 24 h; " + counted(builds, "new build"));
  const auto errors = of(s, [](const point& p) { return static_cast<double>(p.new_errors); });
  draw_bars(page, errors, {}, total + " new errors in 24 hours");
  end_tile(page);
}

void draw_poll_tile(html& page, const status& s) {
  const auto polls = sum(s.samples, &point::polls);
  const auto failed = sum(s.samples, &point::failed_polls);
  const auto share =
      polls == 0 ? 0.0 : 100.0 * static_cast<double>(failed) / static_cast<double>(polls);
  const auto note =
      failed == 0 ? std::string("in 24 h, none failed")
                  : fmt::format("in 24 h, {} failed ({} %)", with_commas(failed), figure(share));
  draw_tile(page, "Polls", with_commas(polls), note);
  draw_bars(page, of(s, [](const point& p) { return static_cast<double>(p.polls); }),
            of(s, [](const point& p) { return static_cast<double>(p.failed_polls); }),
            with_commas(polls) + " polls " + note);
  end_tile(page);
}

void draw_queue_tile(html& page, const status& s) {
  std::int64_t most = 0;
  for (const auto& p : s.samples) most = std::max(most, p.queue_records);
  auto note = fmt::format("records wait to be stored; most in 24 h: {}", with_commas(most));
  if (s.storage.memory_bytes > 0) note += "; in memory: " + format_size(s.storage.memory_bytes);
  draw_tile(page, "Queue", with_commas(s.storage.queue_records), note);
  draw_bars(page, of(s, [](const point& p) { return static_cast<double>(p.queue_records); }), {},
            "the most records that waited, " + with_commas(most));
  end_tile(page);
}

std::string in_milliseconds(double ms) {
  return ms < 10 ? fmt::format("{:.1f} ms", ms)
                 : with_commas(static_cast<std::int64_t>(ms)) + " ms";
}

void draw_commit_tile(html& page, const status& s) {
  double most = 0;
  for (const auto& p : s.samples) most = std::max(most, p.commit_ms);
  const auto last = s.samples.empty() ? "–" : in_milliseconds(s.samples.back().commit_ms);
  auto note = "slowest of ten minutes; of 24 h: " + in_milliseconds(most);
  if (s.storage.committed_at)
    note += "; last commit " + relative_time(*s.storage.committed_at, s.at);
  draw_tile(page, "Commit time", last, note);
  draw_bars(page, of(s, [](const point& p) { return p.commit_ms; }), {},
            "slowest commit, at most " + in_milliseconds(most));
  end_tile(page);
}

void draw_database_tile(html& page, const status& s) {
  std::string note;
  if (const auto growth = s.storage.growth_per_day)
    note = fmt::format("{}{} a day; ", *growth < 0 ? "−" : "+",
                       format_size(*growth < 0 ? -*growth : *growth));
  if (s.storage.free_bytes > 0) note += format_size(s.storage.free_bytes) + " of it free; ";
  note += "WAL " + format_size(s.storage.wal_bytes);
  draw_tile(page, "Database", format_size(s.storage.database_bytes), note);
  draw_line(page, of(s, [](const point& p) { return static_cast<double>(p.database_bytes); }),
            "size of the database, " + note);
  end_tile(page);
}

std::string full_in(const storage_status& s) {
  if (!s.days_left) return "not filling";
  if (*s.days_left < 1) return "full within a day";
  if (*s.days_left < 730) return fmt::format("full in {:.0f} days", *s.days_left);
  return *s.days_left < 36'500 ? fmt::format("full in {:.0f} years", *s.days_left / 365)
                               : "full in more than a century";
}

void draw_disk_tile(html& page, const status& s) {
  const auto& disk = s.storage;
  if (disk.disk_total_bytes <= 0) return;
  const auto note =
      fmt::format("free of {}; {}", format_size(disk.disk_total_bytes), full_in(disk));
  draw_tile(page, "Disk", format_size(disk.disk_free_bytes), note);
  const auto used = static_cast<double>(disk.disk_total_bytes - disk.disk_free_bytes) /
                    static_cast<double>(disk.disk_total_bytes);
  draw_share(page, used, disk_is_nearly_full(disk),
             fmt::format("{:.0f} % of the disk is used", used * 100));
  end_tile(page);
}

}  // namespace

void draw_tiles(html& page, const status& of) {
  page.add(
      "<section aria-labelledby=\"figures\">\n<h2 id=\"figures\">Last 24 hours</h2>\n"
      "<dl class=\"tiles\">\n");
  draw_error_tile(page, of);
  draw_poll_tile(page, of);
  draw_queue_tile(page, of);
  draw_commit_tile(page, of);
  draw_database_tile(page, of);
  draw_disk_tile(page, of);
  page.add("</dl>\n</section>\n");
}

}  // namespace algolog
