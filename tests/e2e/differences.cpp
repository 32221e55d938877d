#include "differences.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "stored.hpp"

namespace e2e {
namespace {

namespace json = boost::json;
using records = std::map<std::string, std::string>;  ///< by what identifies them, as sorted JSON

std::string text_of(const json::value& v) { return json::value_to<std::string>(v); }

/// Keys in order, and without nulls: to the API they are as good as absent.
json::value canonical(const json::value& from) {
  if (const auto* array = from.if_array()) {
    json::array out;
    for (const auto& element : *array) out.push_back(canonical(element));
    return out;
  }
  if (!from.is_object()) return from;
  std::map<std::string, json::value> sorted;
  for (const auto& [key, value] : from.get_object()) {
    if (!value.is_null()) sorted[std::string(key)] = canonical(value);
  }
  json::object out;
  for (const auto& [key, value] : sorted) out[key] = value;
  return out;
}

void merge(json::object& into, const json::object& from) {
  for (const auto& [key, value] : from) {
    auto* known = into.if_contains(key);
    if (known != nullptr && known->is_object() && value.is_object()) {
      merge(known->get_object(), value.get_object());
    } else {
      into[key] = value;
    }
  }
}

void put(records& into, const std::string& key, const json::value& record) {
  const auto text = json::serialize(canonical(record));
  if (!into.emplace(key, text).second) into[key + " twice"] = text;
}

/// Milliseconds since the epoch of "2021-07-29T21:12:56.442Z".
std::int64_t instant(const json::value& text) {
  using namespace std::chrono;
  int y = 0, h = 0, min = 0, s = 0, ms = 0;
  unsigned mon = 0, d = 0;
  if (std::sscanf(text_of(text).c_str(), "%d-%u-%uT%d:%d:%d.%dZ", &y, &mon, &d, &h, &min, &s,
                  &ms) != 7) {
    throw std::runtime_error("no time: " + text_of(text));
  }
  const sys_days date = year{y} / month{mon} / day{d};
  const auto at = date + hours(h) + minutes(min) + seconds(s) + milliseconds(ms);
  return duration_cast<milliseconds>(at.time_since_epoch()).count();
}

/// The columns of a row that are not NULL, by their names; `extra` is taken apart into its members.
json::object object_of(SQLite::Statement& row) {
  json::object out;
  json::object extra;
  for (int i = 0; i < row.getColumnCount(); ++i) {
    const auto value = row.getColumn(i);
    const std::string name = value.getName();
    if (value.isNull()) continue;
    if (name == "extra") {
      extra = json::parse(value.getString()).as_object();
    } else if (name == "settings") {
      out[name] = json::parse(value.getString());
    } else if (value.isInteger()) {
      out[name] = value.getInt64();
    } else {
      out[name] = json::string(value.getString());
    }
  }
  out["extra"] = extra;
  return out;
}

/// Moves member `name` of `from` below `object` of it.
void nest(json::object& from, const std::string& object, const std::string& name) {
  if (!from.contains(name)) return;
  if (!from.contains(object)) from[object] = json::object{};
  from[object].as_object()[name] = from[name];
  from.erase(name);
}

void spread_extra(json::object& record) {
  const auto extra = record["extra"].as_object();
  record.erase("extra");
  merge(record, extra);
}

std::string key_of(const json::object& error) {
  return text_of(error.at("request_id")) + " " + text_of(error.at("username")) + "/" +
         text_of(error.at("algoname"));
}

records stored_errors(const stored& db) {
  records all;
  SQLite::Statement query(db.handle(),
                          "SELECT request_id, created_at, username, algoname, algoversion, input,"
                          " error, error_type, billable_to, worker, extra FROM errors");
  while (query.executeStep()) {
    auto record = object_of(query);
    spread_extra(record);
    put(all, key_of(record), record);
  }
  return all;
}

records stored_builds(const stored& db) {
  records all;
  SQLite::Statement query(db.handle(),
                          "SELECT build_id, status, commit_sha, started_at, finished_at,"
                          " semantic_version, extra, owner || '/' || name AS algorithm"
                          " FROM builds JOIN algorithms USING (algorithm_id)");
  while (query.executeStep()) {
    auto record = object_of(query);
    nest(record, "version_info", "semantic_version");
    spread_extra(record);
    put(all, text_of(record.at("build_id")), record);
  }
  return all;
}

records stored_logs(const stored& db) {
  records all;
  SQLite::Statement query(db.handle(), "SELECT build_id, log FROM build_logs");
  while (query.executeStep()) {
    put(all, query.getColumn(0).getString(), json::string(query.getColumn(1).getString()));
  }
  return all;
}

records stored_versions(const stored& db) {
  records all;
  SQLite::Statement query(db.handle(),
                          "SELECT git_hash, semantic_version, version_uuid, build_id, settings,"
                          " release_notes, extra, owner || '/' || name AS algorithm FROM versions"
                          " JOIN algorithms USING (algorithm_id)");
  while (query.executeStep()) {
    auto record = object_of(query);
    const auto key = text_of(record.at("algorithm")) + " " + text_of(record.at("git_hash"));
    for (const char* name : {"git_hash", "semantic_version", "version_uuid", "release_notes"}) {
      nest(record, "version_info", name);
    }
    nest(record, "build", "build_id");
    spread_extra(record);
    put(all, key, record);
  }
  return all;
}

records true_errors(const json::value& truth) {
  records all;
  for (const auto& error : truth.at("errors").as_array()) {
    put(all, key_of(error.at("record").as_object()), error.at("record"));
  }
  return all;
}

records true_builds(const json::value& truth) {
  records all;
  for (const auto& build : truth.at("builds").as_array()) {
    auto record = build.at("record").as_object();
    for (const char* time : {"started_at", "finished_at"}) {
      if (record.contains(time)) record[time] = instant(record[time]);
    }
    record["algorithm"] = build.at("algorithm");
    put(all, text_of(record.at("build_id")), record);
  }
  return all;
}

records true_logs(const json::value& truth) {
  records all;
  for (const auto& build : truth.at("builds").as_array()) {
    if (!build.at("log_available").as_bool()) continue;
    put(all, text_of(build.at("record").at("build_id")), build.at("log"));
  }
  return all;
}

records true_versions(const json::value& truth, const std::string& base) {
  records all;
  for (const auto& version : truth.at("versions").as_array()) {
    auto record = version.at("record").as_object();
    record["algorithm"] = version.at("algorithm");
    record["self_link"] = base + text_of(record.at("self_link"));
    put(all,
        text_of(version.at("algorithm")) + " " + text_of(record.at("version_info").at("git_hash")),
        record);
  }
  return all;
}

void compare(const std::string& what, const records& expected, const records& found,
             std::vector<std::string>& into) {
  constexpr std::size_t enough = 5;
  for (const auto& [key, record] : expected) {
    if (into.size() >= enough) return;
    const auto there = found.find(key);
    if (there == found.end()) {
      into.push_back(what + " missing: " + record);
    } else if (there->second != record) {
      into.push_back(what + " served: " + record + "\n  stored: " + there->second);
    }
  }
  for (const auto& [key, record] : found) {
    if (into.size() >= enough) return;
    if (!expected.contains(key)) into.push_back(what + " never served: " + record);
  }
}

/// Errors whose row is of an algorithm that never showed them.
void compare_algorithms(const json::value& truth, const stored& db,
                        std::vector<std::string>& into) {
  std::map<std::string, std::string> shown_by;
  for (const auto& error : truth.at("errors").as_array()) {
    shown_by[key_of(error.at("record").as_object())] = json::serialize(error.at("polled_as"));
  }
  SQLite::Statement query(db.handle(),
                          "SELECT request_id || ' ' || username || '/' || algoname,"
                          " '\"' || a.owner || '/' || a.name || '\"'"
                          " FROM errors JOIN algorithms AS a USING (algorithm_id)");
  while (query.executeStep() && into.size() < 5) {
    const auto key = query.getColumn(0).getString();
    const auto algorithm = query.getColumn(1).getString();
    if (shown_by[key].find(algorithm) == std::string::npos) {
      into.push_back("error " + key + " stored for " + algorithm + ", shown by " + shown_by[key]);
    }
  }
}

struct hole {
  std::int64_t from;
  std::int64_t to;
};

std::multimap<std::string, hole> holes(const stored& db) {
  std::multimap<std::string, hole> all;
  SQLite::Statement query(db.handle(),
                          "SELECT owner || '/' || name, from_at, to_at FROM gaps"
                          " JOIN algorithms USING (algorithm_id)");
  while (query.executeStep()) {
    all.emplace(query.getColumn(0).getString(),
                hole{query.getColumn(1).getInt64(), query.getColumn(2).getInt64()});
  }
  return all;
}

bool inside(const std::multimap<std::string, hole>& holes, const json::value& error) {
  const auto at = error.at("record").at("created_at").to_number<std::int64_t>();
  for (const auto& algorithm : error.at("polled_as").as_array()) {
    const auto [first, last] = holes.equal_range(text_of(algorithm));
    const auto covers = [&](const auto& entry) {
      return entry.second.from <= at && at <= entry.second.to;
    };
    if (std::none_of(first, last, covers)) return false;
  }
  return true;
}

}  // namespace

accounting account(simcluster::server& cluster, const std::filesystem::path& database) {
  const auto truth = cluster.get("/_truth");
  const stored db(database);
  const auto gaps = holes(db);
  const auto rows = stored_errors(db);
  records expected;
  accounting out;
  for (const auto& error : truth.at("errors").as_array()) {
    ++out.made;
    const auto key = key_of(error.at("record").as_object());
    if (rows.contains(key)) {
      put(expected, key, error.at("record"));
    } else if (inside(gaps, error)) {
      ++out.inside;
    } else {
      out.wrong.push_back("lost in silence: " + json::serialize(error));
    }
  }
  compare("error", expected, rows, out.wrong);
  out.stored = expected.size();
  if (out.wrong.size() > 5) out.wrong.resize(5);
  return out;
}

std::vector<std::string> differences(simcluster::server& cluster,
                                     const std::filesystem::path& database) {
  const auto truth = cluster.get("/_truth");
  const stored db(database);
  std::vector<std::string> found;
  compare("error", true_errors(truth), stored_errors(db), found);
  compare("build", true_builds(truth), stored_builds(db), found);
  compare("log", true_logs(truth), stored_logs(db), found);
  compare("version", true_versions(truth, cluster.url()), stored_versions(db), found);
  compare_algorithms(truth, db, found);
  return found;
}

}  // namespace e2e
