#include "report/error_details.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <utility>

#include "group/group_key.hpp"
#include "report/json_line.hpp"
#include "report/queries.hpp"
#include "text/number.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view plain = "\x1b[0m";

std::string ago(std::optional<std::int64_t> at, std::int64_t now) {
  return at ? fmt::format("{} UTC, {}", table_time(*at), relative_time(*at, now)) : "not told";
}

/// Draws one error. What came from outside is made printable.
class drawing {
 public:
  drawing(SQLite::Database& db, const record& error, bool colored, std::int64_t now)
      : db_(db),
        error_(error),
        colored_(colored),
        now_(now),
        texts_(split_failure(text_in(error, "error"))),
        key_(group_key_of(text_in(error, "error"), text_in(error, "error_type"))) {}

  std::string run() && {
    draw_heading();
    draw_facts();
    part("Message", texts_.message);
    draw_trace();
    part("Input", text_in(error_, "input"));
    if (const auto* extra = error_.if_contains("extra"); extra->is_object())
      part("Other fields", boost::json::serialize(*extra));
    return std::move(out_);
  }

 private:
  void draw_heading() {
    const auto type = text_in(error_, "error_type");
    out_ += styled(bold, fmt::format("Error {} of {}: {}", *number_in(error_, "seq"),
                                     printable(text_in(error_, "algorithm")),
                                     type.empty() ? "no type" : printable(type)));
    out_ += '\n';
  }

  void draw_facts() {
    fact("happened", ago(number_in(error_, "created_at"), now_));
    fact("seen", ago(number_in(error_, "observed_at"), now_) + when_new());
    fact("request", printable(text_in(error_, "request_id")) + occurrence());
    fact("cluster", printable(text_in(error_, "cluster")));
    if (names() != text_in(error_, "algorithm")) fact("record of", printable(names()));
    fact("version", printable(text_in(error_, "algoversion")));
    fact("build", build());
    fact("worker", printable(text_in(error_, "worker")));
    fact("billed to", printable(text_in(error_, "billable_to")));
    fact("fault", printable(key_.text));
    fact("missing", missing());
    const auto differed = printable(text_in(error_, "differed"));
    if (!differed.empty())
      fact("differed", differed + " in a later answer, which is in quarantine");
  }

  std::string when_new() const {
    return number_in(error_, "backfilled") == 1 ? "; from before the first poll" : "";
  }

  std::string occurrence() const {
    const auto number = number_in(error_, "occurrence").value_or(1);
    return number == 1 ? "" : fmt::format(" #{}", number);
  }

  std::string names() const {
    return fmt::format("{}/{}", text_in(error_, "username"), text_in(error_, "algoname"));
  }

  std::string build() const {
    const auto found = build_behind(db_, error_);
    if (found.empty()) return text_in(error_, "algoversion").empty() ? "" : "none stored";
    return fmt::format("{} {}, {}", printable(text_in(found, "build_id")),
                       printable(text_in(found, "status")),
                       ago(number_in(found, "started_at"), now_));
  }

  /// An analyst must know whether what is seen around it is all there was.
  std::string missing() const {
    const auto gaps = gaps_around(db_, error_);
    if (gaps.empty()) return "nothing around it";
    const auto& gap = gaps.front();
    return fmt::format("maybe errors from {} to {}, {}", table_time(*number_in(gap, "from_at")),
                       table_time(*number_in(gap, "to_at")), text_in(gap, "reason"));
  }

  /// The calls that tell faults apart stand out.
  void draw_trace() {
    if (texts_.trace.empty()) return;
    heading("Stack trace");
    const std::set<std::size_t> counted(key_.lines.begin(), key_.lines.end());
    std::size_t number = 0;
    each_line(texts_.trace, [&](std::string_view line) {
      const bool counts = counted.contains(number++);
      out_.append(counts ? "* " : "  ").append(counts ? std::string(line) : styled(dim, line));
    });
    if (!counted.empty()) out_ += styled(dim, "  * these calls make the fault\n");
  }

  void part(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    heading(name);
    each_line(text, [&](std::string_view line) { out_.append("  ").append(line); });
  }

  /// `draw` adds a line of foreign text, which can do nothing to a terminal.
  template <class Draw>
  void each_line(std::string_view text, Draw draw) {
    const auto lines = safe_lines(text);
    for (std::string_view rest = lines; !rest.empty(); out_ += '\n') {
      const auto end = rest.find('\n');
      draw(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }

  void heading(std::string_view name) { out_.append("\n").append(styled(bold, name)).append("\n"); }

  void fact(std::string_view name, const std::string& value) {
    if (!value.empty()) out_ += fmt::format("  {:<10} {}\n", name, value);
  }

  std::string styled(std::string_view style, std::string_view text) const {
    if (!colored_) return std::string(text);
    return std::string(style).append(text).append(plain);
  }

  SQLite::Database& db_;
  const record& error_;
  bool colored_;
  std::int64_t now_;
  failure_text texts_;
  group_key key_;
  std::string out_;
};

record as_json(SQLite::Database& db, const record& error) {
  auto whole = error;
  const auto key = group_key_of(text_in(error, "error"), text_in(error, "error_type"));
  whole["fault"] = record{{"key_version", group_key::version},
                          {"key", key.text},
                          {"exception", key.exception},
                          {"culprit", key.culprit},
                          {"variant", key.variant}};
  auto build = build_behind(db, error);
  if (build.empty()) {
    whole["build"] = nullptr;
  } else {
    whole["build"] = std::move(build);
  }
  boost::json::array gaps;
  for (auto& gap : gaps_around(db, error)) gaps.emplace_back(std::move(gap));
  whole["gaps"] = std::move(gaps);
  return whole;
}

/// Of several executions, what to choose from.
std::string choices(const std::vector<record>& found, std::string_view id) {
  std::string text = fmt::format("more than one request begins with {}:", printable(id));
  for (const auto& error : found) {
    text += fmt::format("\n  {}  {}", printable(text_in(error, "request_id")),
                        printable(text_in(error, "algorithm")));
  }
  return text;
}

}  // namespace

details_outcome print_error(SQLite::Database& db, std::string_view id, bool json, std::int64_t now,
                            output& out) {
  const auto found = errors_of(db, id);
  if (found.empty())
    return {details_outcome::kind::no_error,
            fmt::format("no error {}; see: algologd errors", printable(id))};
  const auto request = text_in(found.front(), "request_id");
  const bool one = std::ranges::all_of(
      found, [&](const record& error) { return text_in(error, "request_id") == request; });
  if (!one) return {details_outcome::kind::ambiguous, choices(found, id)};
  for (const auto& error : found) {
    if (json) {
      out.write(json_line(as_json(db, error)));
      continue;
    }
    if (&error != &found.front()) out.write("\n");
    out.write(drawing(db, error, out.color(), now).run());
  }
  return {};
}

}  // namespace algolog
