#include "report/prune_summary.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "report/json_line.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

std::string name_of(prunable what) { return what == prunable::errors ? "errors" : "build_logs"; }

std::string name_of(const prune_report& all, std::int64_t algorithm_id) {
  const auto found = all.names.find(algorithm_id);
  return found == all.names.end() ? std::to_string(algorithm_id) : found->second;
}

std::string closing(const prune_report& all) {
  if (all.keeps_all) return "[retention] keeps everything for ever: nothing to delete.\n";
  if (all.rows.empty()) return "Nothing is older than [retention] keeps.\n";
  if (all.dry_run) return "Nothing was deleted: this was a dry run.\n";
  return {};
}

}  // namespace

std::string note_of(const prune_clock& known, const prune_time& by) {
  const auto cluster = "cluster " + known.cluster + ": ";
  switch (by.doubt) {
    case time_doubt::none: break;
    case time_doubt::untold:
      return cluster +
             "nothing goes, for no stored poll proves what time it is there; poll it first";
    case time_doubt::stale:
      return cluster + "rows are as old as they were at its newest poll, " +
             table_time(*known.told_at) + " UTC";
    case time_doubt::machine_behind:
      return cluster + "its newest poll is of " + table_time(*known.told_at) +
             " UTC, yet to come by this machine's clock, by which rows are as old as they are; "
             "set the clock that is wrong";
  }
  return {};
}

std::map<std::int64_t, std::string> names_of_algorithms(SQLite::Database& db) {
  std::map<std::int64_t, std::string> names;
  SQLite::Statement rows(db,
                         "SELECT algorithm_id, cluster || ' ' || coalesce(owner || '/' || name, "
                         "uuid) FROM algorithms");
  while (rows.executeStep()) names[rows.getColumn(0).getInt64()] = rows.getColumn(1).getString();
  return names;
}

std::string draw_prune(const prune_report& all, table_style style) {
  std::vector<row> lines;
  for (const auto& one : all.rows) {
    lines.push_back({{name_of(all, one.algorithm_id)},
                     {name_of(one.what)},
                     {std::to_string(one.rows)},
                     {format_size(one.bytes)},
                     {table_time(one.oldest_at)},
                     {table_time(one.newest_at)}});
  }
  std::string text;
  if (!lines.empty()) {
    table t({{"ALGORITHM", 20},
             {all.dry_run ? "WOULD GO" : "DELETED"},
             {"ROWS", 0, true},
             {"TEXT", 0, true},
             {"OLDEST (UTC)"},
             {"NEWEST (UTC)"}},
            style);
    text = draw_with_header(t, lines);
  }
  text += closing(all);
  for (const auto& note : all.notes) text += printable(note) + "\n";
  if (all.bytes_given_back > 0) {
    text += "The file is " + format_size(all.bytes_given_back) + " smaller.\n";
  }
  return text;
}

std::string prune_json(const prune_report& all) {
  boost::json::array deleted;
  for (const auto& one : all.rows) {
    deleted.push_back(boost::json::object{{"algorithm_id", one.algorithm_id},
                                          {"algorithm", name_of(all, one.algorithm_id)},
                                          {"table", name_of(one.what)},
                                          {"rows", one.rows},
                                          {"bytes", one.bytes},
                                          {"oldest_at", one.oldest_at},
                                          {"newest_at", one.newest_at}});
  }
  boost::json::array notes(all.notes.begin(), all.notes.end());
  const boost::json::object object{{"dry_run", all.dry_run},
                                   {"deleted", std::move(deleted)},
                                   {"notes", std::move(notes)},
                                   {"bytes_given_back", all.bytes_given_back}};
  return json_line(object);
}

}  // namespace algolog
