#include "records.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace e2e {
namespace json = boost::json;
namespace {

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

/// Errors that share their key are told apart by what they say, and numbered in that order.
records numbered(const std::multimap<std::string, std::string>& all) {
  std::map<std::string, std::multiset<std::string>> by_key;
  for (const auto& [key, text] : all) by_key[key].insert(text);
  records out;
  for (const auto& [key, texts] : by_key) {
    std::size_t number = 0;
    for (const auto& text : texts) {
      ++number;
      out[number == 1 ? key : key + " #" + std::to_string(number)] = text;
    }
  }
  return out;
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

std::string algorithm_column(bool by_uuid) {
  return by_uuid ? "coalesce(uuid, owner || '/' || name) AS algorithm"
                 : "owner || '/' || name AS algorithm";
}

}  // namespace

std::string text_of(const json::value& v) { return json::value_to<std::string>(v); }

std::string key_of(const json::object& error) {
  return text_of(error.at("request_id")) + " " + text_of(error.at("username")) + "/" +
         text_of(error.at("algoname"));
}

std::string without(const json::value& record, const std::set<std::string>& fields) {
  auto rest = record.as_object();
  for (const auto& field : fields) rest.erase(field);
  return json::serialize(canonical(rest));
}

std::multimap<std::string, json::object> error_rows(const stored& db) {
  std::multimap<std::string, json::object> all;
  SQLite::Statement query(db.handle(),
                          "SELECT request_id, created_at, username, algoname, algoversion, input,"
                          " error, error_type, billable_to, worker, extra FROM errors");
  while (query.executeStep()) {
    auto record = object_of(query);
    spread_extra(record);
    auto key = key_of(record);
    all.emplace(std::move(key), std::move(record));
  }
  return all;
}

records stored_errors(const stored& db) {
  std::multimap<std::string, std::string> all;
  for (const auto& [key, record] : error_rows(db)) all.emplace(key, without(record, {}));
  return numbered(all);
}

records stored_builds(const stored& db, bool by_uuid) {
  records all;
  SQLite::Statement query(db.handle(),
                          "SELECT build_id, status, commit_sha, started_at, finished_at,"
                          " semantic_version, extra, " +
                              algorithm_column(by_uuid) +
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

records stored_versions(const stored& db, bool by_uuid) {
  records all;
  SQLite::Statement query(db.handle(),
                          "SELECT git_hash, semantic_version, version_uuid, build_id, settings,"
                          " release_notes, extra, " +
                              algorithm_column(by_uuid) +
                              " FROM versions JOIN algorithms USING (algorithm_id)");
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
  std::multimap<std::string, std::string> all;
  for (const auto& error : truth.at("errors").as_array()) {
    const auto& record = error.at("record");
    all.emplace(key_of(record.as_object()), without(record, {}));
  }
  return numbered(all);
}

records true_builds(const json::value& truth, bool by_uuid) {
  records all;
  for (const auto& build : truth.at("builds").as_array()) {
    auto record = build.at("record").as_object();
    for (const char* time : {"started_at", "finished_at"}) {
      if (record.contains(time)) record[time] = instant(record[time]);
    }
    record["algorithm"] = build.at(by_uuid ? "uuid" : "algorithm");
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

records true_versions(const json::value& truth, const std::string& base, bool by_uuid) {
  records all;
  for (const auto& version : truth.at("versions").as_array()) {
    auto record = version.at("record").as_object();
    const auto& algorithm = version.at(by_uuid ? "uuid" : "algorithm");
    record["algorithm"] = algorithm;
    record["self_link"] = base + text_of(record.at("self_link"));
    put(all, text_of(algorithm) + " " + text_of(record.at("version_info").at("git_hash")), record);
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

}  // namespace e2e
