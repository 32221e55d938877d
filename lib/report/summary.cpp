#include "report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <map>
#include <utility>

#include "poll/health.hpp"
#include "report/json_line.hpp"

namespace algolog {
namespace {

bool failed(const once_row& one) { return one.report.outcome.code != errc::ok; }

std::string count_cell(const once_row* polled) {
  if (polled == nullptr) return "";
  if (failed(*polled)) return "failed";
  const auto& report = polled->report;
  if (report.added == 0) return fmt::format("{}", report.records);
  return fmt::format("{} (+{})", report.records, report.added);
}

constexpr std::array shown{collection::errors, collection::builds, collection::logs,
                           collection::versions};

using polls_of_one = std::map<collection, const once_row*>;

row algorithm_row(const std::pair<std::string, std::string>& name, const polls_of_one& polls) {
  row cells{{name.first}, {name.second}};
  bool ok = true;
  for (const auto what : shown) {
    const auto found = polls.find(what);
    cells.push_back({count_cell(found == polls.end() ? nullptr : found->second)});
  }
  for (const auto& [what, polled] : polls) ok = ok && !failed(*polled);
  cells.push_back(ok ? cell{"ok", color::green} : cell{"failed", color::red});
  return cells;
}

std::string draw_failures(const std::vector<once_row>& rows, table_style style) {
  std::vector<row> lines;
  for (const auto& one : rows) {
    if (!failed(one)) continue;
    lines.push_back({{one.cluster},
                     {one.algorithm},
                     {std::string(name_of(one.what))},
                     {to_string(one.report.outcome), color::red}});
  }
  if (lines.empty()) return {};
  table t({{"CLUSTER"}, {"ALGORITHM"}, {"COLLECTION"}, {"FAILURE"}}, style);
  return "\n" + draw_with_header(t, lines);
}

}  // namespace

std::string draw_summary(const std::vector<once_row>& rows, table_style style) {
  std::map<std::pair<std::string, std::string>, polls_of_one> by_algorithm;
  for (const auto& one : rows) by_algorithm[{one.cluster, one.algorithm}][one.what] = &one;
  std::vector<row> lines;
  for (const auto& [name, polls] : by_algorithm) lines.push_back(algorithm_row(name, polls));
  table t({{"CLUSTER"},
           {"ALGORITHM"},
           {"ERRORS", 0, true},
           {"BUILDS", 0, true},
           {"LOGS", 0, true},
           {"VERSIONS", 0, true},
           {"RESULT"}},
          style);
  auto failure_style = style;
  failure_style.width = 0;  // a reason that is cut helps nobody
  return draw_with_header(t, lines) + draw_failures(rows, failure_style);
}

std::string summary_json(const std::vector<once_row>& rows) {
  std::string lines;
  for (const auto& one : rows) {
    boost::json::object object;
    object["cluster"] = one.cluster;
    object["algorithm"] = one.algorithm;
    object["collection"] = std::string(name_of(one.what));
    object["outcome"] = std::string(name_of(one.report.outcome.code));
    object["detail"] = one.report.outcome.detail;
    object["records"] = one.report.records;
    object["new_records"] = one.report.added;
    object["changed_records"] = one.report.updated;
    object["quarantined_records"] = one.report.quarantined;
    object["took_ms"] = one.took.count();
    lines += json_line(object);
  }
  return lines;
}

std::string draw_progress(const std::vector<once_row>& rows, std::size_t expected) {
  std::map<collection, std::size_t> records;
  for (const auto& one : rows) records[one.what] += one.report.records;
  return fmt::format("polled {} of {}: {} errors, {} builds, {} logs, {} versions", rows.size(),
                     expected, records[collection::errors], records[collection::builds],
                     records[collection::logs], records[collection::versions]);
}

std::size_t failures_in(const std::vector<once_row>& rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), failed));
}

}  // namespace algolog
