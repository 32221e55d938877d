#include "report/requeue_summary.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <vector>

#include "report/json_line.hpp"

namespace algolog {
namespace {

row line(const std::string& what, std::size_t count, color shown_in = color::none) {
  return {{what}, {std::to_string(count), count > 0 ? shown_in : color::none}};
}

std::string draw_counts(const requeue_result& all, table_style style) {
  table t({{"QUARANTINE"}, {"COUNT", 0, true}}, style);
  return draw_with_header(
      t, {line("rows looked at", all.looked_at), line("rows moved", all.moved, color::green),
          line("  records stored", all.stored, color::green),
          line("  records already stored", all.stored_before),
          line("rows cut off", all.cut, color::yellow),
          line("rows in conflict", all.conflicts, color::yellow),
          line("rows still not understood", all.not_understood, color::red)});
}

std::string draw_reasons(const requeue_result& all, table_style style) {
  if (all.reasons.empty()) return {};
  std::vector<row> lines;
  for (const auto& [reason, rows] : all.reasons)
    lines.push_back({{std::to_string(rows)}, {reason}});
  table t({{"ROWS", 0, true}, {"STILL NOT UNDERSTOOD BECAUSE"}}, style);
  return "\n" + draw_with_header(t, lines);
}

}  // namespace

std::string draw_requeue(const requeue_result& all, table_style style) {
  auto reason_style = style;
  reason_style.width = 0;  // a reason that is cut helps nobody
  return draw_counts(all, style) + draw_reasons(all, reason_style);
}

std::string requeue_json(const requeue_result& all, bool dry_run) {
  boost::json::array reasons;
  for (const auto& [reason, rows] : all.reasons) {
    reasons.push_back(boost::json::object{{"reason", reason}, {"rows", rows}});
  }
  const boost::json::object object{
      {"dry_run", dry_run},
      {"rows", all.looked_at},
      {"moved", all.moved},
      {"records_stored", all.stored},
      {"records_already_stored", all.stored_before},
      {"cut_off", all.cut},
      {"conflicts", all.conflicts},
      {"not_understood", all.not_understood},
      {"reasons", std::move(reasons)},
  };
  return json_line(object);
}

}  // namespace algolog
