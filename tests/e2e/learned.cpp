#include "learned.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <optional>

#include "stored.hpp"

namespace e2e {

void learned::note(const std::filesystem::path& database, std::int64_t now) {
  const stored db(database);
  SQLite::Statement query(db.handle(),
                          "SELECT coalesce(uuid, ''), coalesce(owner || '/' || name, ''), lateness,"
                          " longest FROM windows JOIN algorithms USING (algorithm_id)");
  note_taken taken{now, {}};
  while (query.executeStep()) {
    taken.routes.push_back({query.getColumn(0).getString(),
                            query.getColumn(1).getString(),
                            {query.getColumn(2).getInt64(), query.getColumn(3).getInt64()}});
  }
  notes_.push_back(std::move(taken));
}

learned::extent learned::at(std::int64_t at, const chooser& meant) const {
  const auto later = std::ranges::upper_bound(notes_, at, {}, &note_taken::at);
  if (later == notes_.begin()) return {};
  std::optional<extent> least;
  for (const auto& one : (later - 1)->routes) {
    if (!meant(one.uuid, one.name)) continue;
    const auto known = least.value_or(one.known);
    least = {std::min(known.lateness, one.known.lateness),
             std::min(known.longest, one.known.longest)};
  }
  return least.value_or(extent{});
}

}  // namespace e2e
