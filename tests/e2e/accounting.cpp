#include "accounting.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "known_algorithms.hpp"
#include "records.hpp"
#include "stored.hpp"

namespace e2e {
namespace json = boost::json;
namespace {

constexpr std::size_t enough = 5;

std::int64_t integer(const json::value& v) { return v.to_number<std::int64_t>(); }

std::set<std::string> added_fields(const json::value& truth) {
  std::set<std::string> names;
  for (const auto& [name, since] : truth.at("added_fields").as_object()) names.emplace(name);
  return names;
}

/// An error without its texts.
std::string in_short(const json::value& error) {
  auto rest = error.as_object();
  const auto& record = error.at("record");
  rest["record"] = key_of(record.as_object()) + " of " + json::serialize(record.at("created_at"));
  rest.erase("polled_as");
  return json::serialize(rest);
}

/// Settles what each record of the truth has come to.
class settlement {
 public:
  settlement(const json::value& truth, const stored& db)
      : known_(truth), gaps_(known_, db), first_(known_, db), added_(added_fields(truth)) {
    for (auto& [key, row] : error_rows(db)) rows_.emplace(key, without(row, added_));
    for (const auto& error : truth.at("errors").as_array()) settle(error);
    for (const auto& [key, row] : rows_) wrong("never served, doubled or altered: " + row);
    out_.gaps = gaps_.size();
    out_.idle_gaps = gaps_.idle();
  }

  accounting result() { return std::move(out_); }

 private:
  void wrong(std::string line) {
    if (out_.wrong.size() < enough) out_.wrong.push_back(std::move(line));
  }

  void settle(const json::value& error) {
    ++out_.made;
    const auto at = integer(error.at("record").at("created_at"));
    if (take_row(error.at("record"))) {
      ++out_.stored;
      for (const auto& window : error.at("windows").as_array()) {
        if (!gaps_.covers(text_of(window.at("uuid")), at)) continue;
        ++out_.stored_in_gaps;
        break;
      }
      return;
    }
    std::size_t hidden = 0;
    for (const auto& window : error.at("windows").as_array()) {
      if (is_nobodys(window)) continue;
      if (!gaps_.hides(text_of(window.at("uuid")), at)) {
        return wrong("lost in silence: " + in_short(error));
      }
      ++hidden;
    }
    ++(hidden > 0 ? out_.inside : out_.nobodys);
  }

  /// The row that is equal to `record`, so that it counts for no other.
  bool take_row(const json::value& record) {
    const auto text = without(record, added_);
    const auto [first, last] = rows_.equal_range(key_of(record.as_object()));
    for (auto row = first; row != last; ++row) {
      if (row->second != text) continue;
      rows_.erase(row);
      return true;
    }
    return false;
  }

  /// What left the window before it was polled first, or went with its algorithm.
  bool is_nobodys(const json::value& window) const {
    const auto& left = window.at("left_at");
    if (left.is_null()) return false;
    const auto uuid = text_of(window.at("uuid"));
    return known_.deleted_at(uuid) == integer(left) || !first_.before(uuid, integer(left));
  }

  known_algorithms known_;
  gap_book gaps_;
  first_polls first_;
  std::set<std::string> added_;
  std::multimap<std::string, std::string> rows_;
  accounting out_;
};

/// The truth without what belonged to algorithms that are gone; `gone` gets the ids of that.
json::value still_there(json::value truth, std::set<std::string>& gone) {
  const known_algorithms known(truth);
  const auto keep = [&](const char* what, const auto& id_of) {
    json::array rest;
    for (const auto& item : truth.at(what).as_array()) {
      if (known.deleted(text_of(item.at("uuid"))))
        gone.insert(id_of(item.at("record")));
      else
        rest.push_back(item);
    }
    truth.as_object()[what] = rest;
  };
  keep("builds", [](const json::value& r) { return text_of(r.at("build_id")); });
  keep("versions",
       [](const json::value& r) { return text_of(r.at("version_info").at("git_hash")); });
  return truth;
}

/// Without what is `gone`, and without what changes with an algorithm's name.
records nameless(const records& all, const std::set<std::string>& gone) {
  records rest;
  for (const auto& [key, text] : all) {
    const auto id = key.substr(key.rfind(' ') + 1);
    if (gone.contains(id)) continue;
    const auto record = json::parse(text);
    rest[key] = record.is_object() ? without(record, {"self_link", "name", "details"}) : text;
  }
  return rest;
}

}  // namespace

accounting account(simcluster::server& cluster, const std::filesystem::path& database) {
  return settlement(cluster.get("/_truth"), stored(database)).result();
}

std::vector<std::string> account_builds(simcluster::server& cluster,
                                        const std::filesystem::path& database) {
  std::set<std::string> gone;
  const auto truth = still_there(cluster.get("/_truth"), gone);
  const stored db(database);
  std::vector<std::string> found;
  const auto check = [&](const char* what, const records& expected, const records& rows) {
    compare(what, nameless(expected, gone), nameless(rows, gone), found);
  };
  check("build", true_builds(truth, true), stored_builds(db, true));
  check("log", true_logs(truth), stored_logs(db));
  check("version", true_versions(truth, cluster.url(), true), stored_versions(db, true));
  return found;
}

std::vector<std::string> account_transitions(const std::filesystem::path& database,
                                             const std::vector<std::string>& seen_running) {
  const stored db(database);
  std::vector<std::string> wrong;
  std::map<std::string, std::vector<std::string>> of;
  for (const auto& row : db.rows("SELECT build_id || '|' || status FROM build_transitions"
                                 " ORDER BY build_id, transition_id")) {
    of[row.substr(0, row.find('|'))].push_back(row.substr(row.find('|') + 1));
  }
  for (const auto& row : db.rows("SELECT build_id || '|' || status FROM builds")) {
    const auto build = row.substr(0, row.find('|'));
    const auto& seen = of[build];
    if (seen.empty() || seen.back() != row.substr(row.find('|') + 1))
      wrong.push_back("the last transition is not the status of " + row);
    if (std::set<std::string>(seen.begin(), seen.end()).size() != seen.size())
      wrong.push_back("a state came twice: " + build);
  }
  for (const auto& build : seen_running) {
    if (of[build].empty() || of[build].front() != "in-progress")
      wrong.push_back("was seen running, has no such transition: " + build);
  }
  if (wrong.size() > enough) wrong.resize(enough);
  return wrong;
}

std::vector<std::string> account_backfilled(simcluster::server& cluster,
                                            const std::filesystem::path& database,
                                            const std::map<std::string, first_poll>& first) {
  constexpr std::int64_t doubt = 60'000;
  const auto truth = cluster.get("/_truth");
  const stored db(database);
  std::multimap<std::string, std::string> marks;
  for (const auto& row : db.rows("SELECT request_id || ' ' || username || '/' || algoname || '|' ||"
                                 " backfilled FROM errors")) {
    marks.emplace(row.substr(0, row.rfind('|')), row.substr(row.rfind('|') + 1));
  }
  std::vector<std::string> wrong;
  for (const auto& error : truth.at("errors").as_array()) {
    const auto& windows = error.at("windows").as_array();
    const auto made = integer(error.at("record").at("created_at"));
    const auto arrived = integer(error.at("arrived_at"));
    bool history = true;
    for (const auto& window : windows) {
      const auto polled = first.find(text_of(window.at("uuid")));
      history = history && polled != first.end() &&
                std::max(made, arrived) + doubt < polled->second.not_before;
    }
    // The algorithm that failed is the last of those that show the record.
    const auto own = first.find(text_of(windows.back().at("uuid")));
    const bool news = own != first.end() && own->second.done_by &&
                      std::min(made, arrived) > *own->second.done_by + doubt;
    const auto [begin, end] = marks.equal_range(key_of(error.at("record").as_object()));
    for (auto mark = begin; mark != end; ++mark) {
      if ((history && mark->second == "0") || (news && mark->second == "1")) {
        wrong.push_back((news ? "news marked as history: " : "history marked as news: ") +
                        in_short(error));
      }
    }
  }
  if (wrong.size() > enough) wrong.resize(enough);
  return wrong;
}

}  // namespace e2e
