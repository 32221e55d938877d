#include "known_algorithms.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <cstdlib>

#include "records.hpp"

namespace e2e {
namespace {

const std::string who = "coalesce(uuid, ''), coalesce(owner || '/' || name, '')";

}  // namespace

known_algorithms::known_algorithms(const boost::json::value& truth) {
  for (const auto& algorithm : truth.at("algorithms").as_array()) {
    const auto uuid = text_of(algorithm.at("uuid"));
    for (const auto& span : algorithm.at("names").as_array()) {
      names_[uuid].insert(text_of(span.at("name")));
    }
    const auto& gone = algorithm.at("deleted_at");
    if (!gone.is_null()) deleted_at_[uuid] = gone.to_number<std::int64_t>();
  }
}

bool known_algorithms::stands_for(const std::string& row_uuid, const std::string& row_name,
                                  const std::string& uuid) const {
  if (row_uuid == uuid) return true;
  const auto names = names_.find(uuid);
  return names != names_.end() && names->second.contains(row_name);
}

bool known_algorithms::may_be(const std::string& row, const std::string& uuid) const {
  const auto names = names_.find(row);
  if (names == names_.end()) return stands_for(row, row, uuid);
  return row == uuid || std::any_of(names->second.begin(), names->second.end(),
                                    [&](const auto& name) { return stands_for("", name, uuid); });
}

bool known_algorithms::name_has_passed(const std::string& uuid) const {
  const auto own = names_.find(uuid);
  if (own == names_.end()) return false;
  return own->second.size() > 1 || std::ranges::any_of(names_, [&](const auto& other) {
           return other.first != uuid && other.second.contains(*own->second.begin());
         });
}

std::optional<std::int64_t> known_algorithms::deleted_at(const std::string& uuid) const {
  const auto found = deleted_at_.find(uuid);
  return found == deleted_at_.end() ? std::nullopt : std::optional(found->second);
}

gap_book::gap_book(const known_algorithms& known, const stored& db)
    : known_(known),
      gaps_(read(db, "from_at, to_at FROM gaps")),
      doubts_(read(db, "unsure_from, unsure_to FROM windows")) {}

std::vector<gap_book::gap> gap_book::read(const stored& db, const std::string& from) {
  SQLite::Statement query(db.handle(),
                          "SELECT " + who + ", " + from + " JOIN algorithms USING (algorithm_id)");
  std::vector<gap> found;
  while (query.executeStep()) {
    if (query.getColumn(2).isNull()) continue;
    found.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                     query.getColumn(2).getInt64(), query.getColumn(3).getInt64()});
  }
  return found;
}

bool gap_book::doubts(const std::string& uuid, std::int64_t at) const {
  return std::ranges::any_of(doubts_, [&](const gap& g) { return is_in(g, uuid, at); });
}

bool gap_book::is_in(const gap& g, const std::string& uuid, std::int64_t at,
                     std::int64_t margin) const {
  return g.from + margin <= at && at + margin <= g.to &&
         known_.stands_for(g.row_uuid, g.row_name, uuid);
}

bool gap_book::covers(const std::string& uuid, std::int64_t at, std::int64_t margin) const {
  return std::any_of(gaps_.begin(), gaps_.end(),
                     [&](const gap& g) { return is_in(g, uuid, at, margin); });
}

bool gap_book::hides(const std::string& uuid, std::int64_t at) {
  bool hidden = false;
  for (auto& g : gaps_) {
    if (!is_in(g, uuid, at)) continue;
    hidden = g.hid = true;
  }
  return hidden;
}

std::string gap_book::nearest(const std::string& uuid, std::int64_t at) const {
  std::optional<std::int64_t> least;
  std::string text = "none";
  for (const auto& g : gaps_) {
    if (!known_.stands_for(g.row_uuid, g.row_name, uuid)) continue;
    const auto away = std::min(std::abs(g.from - at), std::abs(g.to - at));
    if (least && *least <= away) continue;
    least = away;
    text = std::to_string(g.from) + " to " + std::to_string(g.to);
  }
  return text;
}

std::size_t gap_book::idle() const {
  return static_cast<std::size_t>(
      std::count_if(gaps_.begin(), gaps_.end(), [](const gap& g) { return !g.hid; }));
}

first_polls::first_polls(const known_algorithms& known, const stored& db) : known_(known) {
  SQLite::Statement query(db.handle(), "SELECT " + who +
                                           ", min(first_at) FROM polls"
                                           " JOIN algorithms USING (algorithm_id)"
                                           " WHERE collection = 'errors' AND outcome = 'ok'"
                                           " GROUP BY algorithm_id");
  while (query.executeStep()) {
    polls_.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                      query.getColumn(2).getInt64()});
  }
}

bool first_polls::before(const std::string& uuid, std::int64_t at) const {
  return std::any_of(polls_.begin(), polls_.end(), [&](const poll& p) {
    return p.at < at && known_.stands_for(p.row_uuid, p.row_name, uuid);
  });
}

}  // namespace e2e
