#include "accounting.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "known_algorithms.hpp"
#include "late_records.hpp"
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
  settlement(const json::value& truth, const stored& db, const learned* notes)
      : known_(truth),
        gaps_(known_, db),
        first_(known_, db),
        late_(truth, known_, notes),
        added_(added_fields(truth)) {
    for (auto& [key, row] : error_rows(db)) rows_.emplace(key, without(row, added_));
    for (const auto& error : truth.at("errors").as_array()) settle(error);
    for (const auto* error : stored_) measure(*error);
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
      stored_.push_back(&error);
      return;
    }
    std::size_t hidden = 0;
    std::size_t too_late = 0;
    std::size_t in_doubt = 0;
    for (const auto& window : error.at("windows").as_array()) {
      if (is_nobodys(window)) continue;
      const auto uuid = text_of(window.at("uuid"));
      if (gaps_.hides(uuid, at)) {
        ++hidden;
        lost_at_[uuid].insert(at);
      } else if (late_.is_unheard_of(uuid, error) || is_hidden_by_late_one(window)) {
        ++too_late;
      } else if (gaps_.doubts(uuid, at)) {
        ++in_doubt;
      } else {
        return wrong("lost in silence, nearest gap " + gaps_.nearest(uuid, at) + ": " +
                     in_short(error));
      }
    }
    ++(too_late > 0   ? out_.too_late
       : in_doubt > 0 ? out_.in_doubt
       : hidden > 0   ? out_.inside
                      : out_.nobodys);
  }

  /// Whether a stored record lies in a gap, and without need: a gap has to reach as far as clocks
  /// may disagree and records be late, to both sides of what was lost.
  void measure(const json::value& error) {
    constexpr std::int64_t far = 15 * 60'000;
    const auto at = integer(error.at("record").at("created_at"));
    bool in_gap = false;
    bool needless = false;
    for (const auto& window : error.at("windows").as_array()) {
      const auto uuid = text_of(window.at("uuid"));
      in_gap = in_gap || gaps_.covers(uuid, at);
      const auto& lost = lost_at_[uuid];
      const auto next = lost.lower_bound(at - far);
      const bool lonely = next == lost.end() || *next > at + far;
      needless = needless || (lonely && gaps_.covers(uuid, at, far));
    }
    out_.stored_in_gaps += in_gap ? 1 : 0;
    out_.needless += needless ? 1 : 0;
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

  bool is_hidden_by_late_one(const json::value& window) const {
    const auto& left = window.at("left_at");
    return !left.is_null() && late_.was_hidden_by_one(text_of(window.at("uuid")), integer(left));
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
  late_records late_;
  std::set<std::string> added_;
  std::multimap<std::string, std::string> rows_;
  std::vector<const json::value*> stored_;
  std::map<std::string, std::set<std::int64_t>> lost_at_;  ///< by UUID
  accounting out_;
};

/// One kind of record that belongs to an algorithm, by its id: the truth, and what is stored of it,
/// which may be under two algorithms when a name has moved.
class belongings {
 public:
  belongings(const char* what, const known_algorithms& known) : what_(what), known_(known) {}

  void is_true(const std::string& text, const std::string& id) { truth_[id] = taken_apart(text); }
  void is_stored(const std::string& text, const std::string& id) {
    rows_.emplace(id, taken_apart(text));
  }

  void settle(std::vector<std::string>& wrong) const {
    for (const auto& [id, item] : truth_) {
      if (known_.deleted(item.algorithm)) continue;
      const auto [first, last] = rows_.equal_range(id);
      const auto same = [&](const auto& row) { return row.second.text == item.text; };
      if (std::none_of(first, last, same))
        add(wrong, (first == last ? " missing: " : " differs: ") + item.text);
    }
    for (const auto& [id, row] : rows_) {
      const auto item = truth_.find(id);
      if (item == truth_.end())
        add(wrong, " never served: " + row.text);
      else if (!known_.may_be(row.algorithm, item->second.algorithm))
        add(wrong, " of " + row.algorithm + ", not " + item->second.algorithm + ": " + id);
    }
  }

 private:
  struct belonging {
    std::string algorithm;
    std::string text;
  };

  /// Without what changes with an algorithm's name.
  static belonging taken_apart(const std::string& text) {
    const auto record = json::parse(text);
    return {text_of(record.at("algorithm")),
            without(record, {"algorithm", "self_link", "name", "details"})};
  }

  void add(std::vector<std::string>& wrong, const std::string& line) const {
    if (wrong.size() < enough) wrong.push_back(what_ + line.substr(0, 400));
  }

  std::string what_;
  const known_algorithms& known_;
  std::map<std::string, belonging> truth_;
  std::multimap<std::string, belonging> rows_;
};

/// The id at the end of a key.
std::string id_in(const std::string& key) { return key.substr(key.rfind(' ') + 1); }

void settle_logs(const json::value& truth, const known_algorithms& known, const stored& db,
                 std::vector<std::string>& wrong) {
  const auto rows = stored_logs(db);
  const auto logs = true_logs(truth);
  for (const auto& build : truth.at("builds").as_array()) {
    const auto id = text_of(build.at("record").at("build_id"));
    const auto row = rows.find(id);
    const auto log = logs.find(id);
    const bool gone = known.deleted(text_of(build.at("uuid")));
    if (row == rows.end() && log != logs.end() && !gone) wrong.push_back("log missing: " + id);
    if (row == rows.end()) continue;
    if (log == logs.end() || row->second != log->second) wrong.push_back("log differs: " + id);
  }
}

}  // namespace

accounting account(simcluster::server& cluster, const std::filesystem::path& database,
                   const learned* notes) {
  const auto truth = cluster.get("/_truth");
  return settlement(truth, stored(database), notes).result();
}

std::vector<std::string> account_builds(simcluster::server& cluster,
                                        const std::filesystem::path& database) {
  const auto truth = cluster.get("/_truth");
  const known_algorithms known(truth);
  const stored db(database);
  std::vector<std::string> wrong;
  belongings builds("build", known);
  for (const auto& [key, text] : true_builds(truth, true)) builds.is_true(text, id_in(key));
  for (const auto& [key, text] : stored_builds(db, true)) builds.is_stored(text, id_in(key));
  builds.settle(wrong);
  belongings versions("version", known);
  for (const auto& [key, text] : true_versions(truth, cluster.url(), true))
    versions.is_true(text, id_in(key));
  for (const auto& [key, text] : stored_versions(db, true)) versions.is_stored(text, id_in(key));
  versions.settle(wrong);
  settle_logs(truth, known, db, wrong);
  if (wrong.size() > enough) wrong.resize(enough);
  return wrong;
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
  const known_algorithms known(truth);
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
    // Until a look-up tells whose a name is, the one that had it before is taken for it.
    const bool clear = !known.name_has_passed(text_of(windows.back().at("uuid")));
    const bool news = clear && own != first.end() && own->second.done_by &&
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
