#include "status/storage_sizes.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "milliseconds.hpp"
#include "store/file_sizes.hpp"

namespace algolog {
namespace {

void read_disk(storage_status& of) {
  struct statvfs disk {};
  const auto folder = std::filesystem::path(of.path).parent_path();
  if (::statvfs(folder.c_str(), &disk) != 0) return;
  const auto block = static_cast<std::int64_t>(disk.f_frsize);
  of.disk_free_bytes = static_cast<std::int64_t>(disk.f_bavail) * block;
  of.disk_total_bytes = static_cast<std::int64_t>(disk.f_blocks) * block;
}

// Of the pages in use, because a file that only fills its free pages does not grow. By least
// squares, so that a VACUUM or a day's retention changes the result little.
std::optional<double> growth_of(SQLite::Database& db, std::int64_t now) {
  SQLite::Statement row(db,
                        "SELECT at, database_bytes - free_bytes FROM samples"
                        " WHERE at > ? AND at <= ? ORDER BY at");
  row.bind(1, now - 7 * day_ms);
  row.bind(2, now);
  std::vector<std::pair<double, double>> points;  // days back, bytes
  while (row.executeStep()) {
    const auto back = static_cast<double>(row.getColumn(0).getInt64() - now);
    points.emplace_back(back / static_cast<double>(day_ms), row.getColumn(1).getDouble());
  }
  constexpr double least_span = static_cast<double>(hour_ms) / static_cast<double>(day_ms);
  if (points.size() < 2 || points.back().first - points.front().first < least_span)
    return std::nullopt;
  const auto count = static_cast<double>(points.size());
  double mean_at = 0;
  double mean_bytes = 0;
  for (const auto& [at, bytes] : points) mean_at += at / count, mean_bytes += bytes / count;
  double together = 0;
  double spread = 0;
  for (const auto& [at, bytes] : points) {
    together += (at - mean_at) * (bytes - mean_bytes);
    spread += (at - mean_at) * (at - mean_at);
  }
  return together / spread;
}

}  // namespace

std::vector<sample_point> read_samples(SQLite::Database& db, std::int64_t now, std::int64_t back) {
  std::vector<sample_point> samples;
  SQLite::Statement row(db,
                        "SELECT at, database_bytes, wal_bytes, polls, failed_polls, new_errors,"
                        " new_builds, queue_records, commit_ms FROM samples"
                        " WHERE at > ? AND at <= ? ORDER BY at");
  row.bind(1, now - back);
  row.bind(2, now);
  while (row.executeStep()) {
    samples.push_back({row.getColumn(0), row.getColumn(1), row.getColumn(2), row.getColumn(3),
                       row.getColumn(4), row.getColumn(5), row.getColumn(6), row.getColumn(7),
                       row.getColumn(8)});
  }
  return samples;
}

storage_status read_storage(SQLite::Database& db, std::int64_t now) {
  storage_status made;
  made.path = db.getFilename();
  const auto sizes = sizes_of(db);
  made.database_bytes = sizes.database;
  made.free_bytes = sizes.free;
  made.wal_bytes = sizes.wal;
  read_disk(made);
  made.growth_per_day = growth_of(db, now);
  // Growth of less than a page a day counts as none.
  if (made.growth_per_day && *made.growth_per_day > static_cast<double>(sizes.page)) {
    const auto room = static_cast<double>(made.disk_free_bytes + made.free_bytes);
    made.days_left = room / *made.growth_per_day;
  }
  return made;
}

}  // namespace algolog
