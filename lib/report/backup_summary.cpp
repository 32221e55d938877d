#include "report/backup_summary.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "report/json_line.hpp"
#include "text/printable.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

std::int64_t rows_in(const backup_result& made, const char* table) {
  const auto found = made.facts.rows.find(table);
  return found == made.facts.rows.end() ? 0 : found->second;
}

}  // namespace

std::string draw_progress(const copy_progress& now) {
  if (now.what == copy_progress::stage::verifying) return "verifying the copy";
  const auto percent = now.of == 0 ? 0 : 100 * now.pages / now.of;
  return fmt::format("copying: {} %", percent);
}

std::string draw_backup(const backup_result& made) {
  auto text =
      fmt::format("{}: {}, verified; {} errors, {} builds, {} build logs, {} versions\n",
                  printable(made.file.string()), format_size(made.bytes), rows_in(made, "errors"),
                  rows_in(made, "builds"), rows_in(made, "build_logs"), rows_in(made, "versions"));
  for (const auto& file : made.deleted) {
    text += fmt::format("{}: deleted\n", printable(file.string()));
  }
  return text;
}

std::string backup_json(const backup_result& made) {
  boost::json::object rows;
  for (const auto& [table, count] : made.facts.rows) rows[table] = count;
  boost::json::array deleted;
  for (const auto& file : made.deleted) deleted.emplace_back(file.string());
  const boost::json::object object{{"file", made.file.string()},
                                   {"bytes", made.bytes},
                                   {"schema", made.facts.user_version},
                                   {"rows", std::move(rows)},
                                   {"deleted", std::move(deleted)}};
  return json_line(object);
}

}  // namespace algolog
