#include "report/listing.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "clock.hpp"
#include "report/feed.hpp"
#include "report/json_line.hpp"
#include "report/table.hpp"
#include "text/number.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

constexpr std::chrono::milliseconds follow_interval(500);

std::string cell_text(const record& from, std::string_view column) {
  const auto* value = from.if_contains(column);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "-";
}

std::string time_of(const record& from, std::string_view column) {
  const auto at = number_in(from, column);
  return at ? table_time(*at) : "-";
}

// An execution may have left several records of one algorithm.
std::string request_of(const record& error) {
  const auto occurrence = number_in(error, "occurrence").value_or(1);
  const auto request = cell_text(error, "request_id");
  return occurrence == 1 ? request : fmt::format("{} #{}", request, occurrence);
}

// What a table of one kind of record looks like.
struct error_layout {
  static constexpr std::string_view noun = "error";
  static constexpr std::string_view none = "no errors";
  static std::optional<std::int64_t> newest(const record& error) {
    return number_in(error, "created_at");
  }
  static std::vector<column> columns() {
    return {{"TIME (UTC)"}, {"ALGORITHM", 12}, {"TYPE", 12}, {"MESSAGE", 20}, {"REQUEST", 12}};
  }
  static row cells(const record& error) {
    return {{time_of(error, "created_at")},
            {cell_text(error, "algorithm")},
            {cell_text(error, "error_type")},
            {cell_text(error, "message")},
            {request_of(error)}};
  }
};

struct build_layout {
  static constexpr std::string_view noun = "build";
  static constexpr std::string_view none = "no builds";
  static std::optional<std::int64_t> newest(const record& build) {
    return number_in(build, "started_at");
  }
  static std::vector<column> columns() {
    return {{"STARTED (UTC)"}, {"ALGORITHM", 12}, {"STATUS", 8}, {"VERSION", 7},
            {"DURATION"},      {"LOG"},           {"BUILD", 8}};
  }
  static color color_of(std::string_view status) {
    if (status == "succeeded") return color::green;
    return status == "failed" ? color::red : color::yellow;
  }
  static row cells(const record& build) {
    const std::string status = cell_text(build, "status");
    const auto started = number_in(build, "started_at");
    const auto finished = number_in(build, "finished_at");
    return {{time_of(build, "started_at")},
            {cell_text(build, "algorithm")},
            {status, color_of(status)},
            {cell_text(build, "semantic_version")},
            {started && finished ? elapsed(*finished - *started) : "-"},
            {cell_text(build, "log_state")},
            {cell_text(build, "build_id")}};
  }
};

struct gap_layout {
  static constexpr std::string_view noun = "gap";
  static constexpr std::string_view none = "no gaps: no loss of errors is known";
  static std::optional<std::int64_t> newest(const record& gap) {
    const auto widened = number_in(gap, "widened_at");
    return widened ? widened : number_in(gap, "detected_at");
  }
  static std::vector<column> columns() {
    return {{"FROM (UTC)"}, {"TO (UTC)"}, {"SPAN", 0, true},  {"ALGORITHM", 12},
            {"REASON"},     {"DETECTED"}, {"TIMES", 0, true}, {"LAST FOUND"}};
  }
  static row cells(const record& gap) {
    const auto from = number_in(gap, "from_at");
    const auto to = number_in(gap, "to_at");
    const auto findings = number_in(gap, "findings");
    const auto found = newest(gap);
    return {{time_of(gap, "from_at")},
            {time_of(gap, "to_at")},
            {from && to ? elapsed(*to - *from) : "-"},
            {cell_text(gap, "algorithm")},
            {cell_text(gap, "reason"), color::yellow},
            {time_of(gap, "detected_at")},
            {findings ? fmt::format("{}", *findings) : "-"},
            {found ? table_time(*found) : "-"}};
  }
};

std::string json_lines(const std::vector<record>& records) {
  std::string text;
  for (const record& r : records) text += json_line(r);
  return text;
}

// On a terminal a listing ends with how many rows it shows, and how to see more.
template <class Layout>
std::string footer(const std::vector<record>& records, const list_options& options) {
  if (records.empty()) return fmt::format("{}\n", Layout::none);
  const bool cut = records.size() >= options.filter.limit;
  const auto at = Layout::newest(records.back());
  return fmt::format("{}{}{}{}\n", cut ? "the newest " : "", counted(records.size(), Layout::noun),
                     at ? ", the last " + relative_time(*at, now_ms()) : "",
                     cut ? "; --limit N shows more" : "");
}

// Calls `on_change` whenever another process has committed to `db`.
template <class Action>
[[noreturn]] void follow(SQLite::Database& db, output& out, const Action& on_change) {
  std::int64_t seen = -1;
  while (true) {
    const std::int64_t now = db.execAndGet("PRAGMA data_version").getInt64();
    if (now != seen) on_change();
    seen = now;
    out.wait(follow_interval);
  }
}

template <class Feed>
void list_json(SQLite::Database& db, Feed& feed, const list_options& options, output& out) {
  // JSON escapes what is below a space, but neither C1 nor what turns the writing direction.
  const auto write = [&](const std::vector<record>& records) {
    const std::string text = json_lines(records);
    out.write(out.terminal() ? safe_lines(text) : text);
  };
  write(feed.first());
  if (options.follow) follow(db, out, [&] { drain(feed, write); });
}

template <class Layout, class Feed>
void list_table(SQLite::Database& db, Feed& feed, const list_options& options, output& out) {
  table drawn(Layout::columns(), {out.width(), out.color()});
  const auto rows_of = [](const std::vector<record>& records) {
    std::vector<row> rows;
    for (const record& r : records) rows.push_back(Layout::cells(r));
    return rows;
  };
  const std::vector<record> records = feed.first();
  if (!records.empty() || options.follow) out.write(draw_with_header(drawn, rows_of(records)));
  const auto write = [&](const std::vector<record>& arrived) {
    out.write(drawn.draw(rows_of(arrived)));
  };
  if (options.follow) follow(db, out, [&] { drain(feed, write); });
  if (out.terminal()) out.write(footer<Layout>(records, options));
}

template <class Layout, class Feed>
void list(SQLite::Database& db, const list_options& options, output& out) {
  Feed feed(db, options.filter);
  if (options.json) {
    list_json(db, feed, options, out);
  } else {
    list_table<Layout>(db, feed, options, out);
  }
}

}  // namespace

void list_errors(SQLite::Database& db, const list_options& options, output& out) {
  list<error_layout, error_feed>(db, options, out);
}

void list_builds(SQLite::Database& db, const list_options& options, output& out) {
  list<build_layout, build_feed>(db, options, out);
}

void list_gaps(SQLite::Database& db, const list_options& options, output& out) {
  list<gap_layout, gap_feed>(db, options, out);
}

}  // namespace algolog
