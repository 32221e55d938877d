#include <SQLiteCpp/Column.h>

#include <string>

#include "store/prunable_rows.hpp"
#include "store/prune_clock.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

void delete_error(tables& in, std::int64_t seq) {
  query(in.cache, "DELETE FROM errors WHERE seq = ?1").with(seq).run();
}

// A build that has ended and whose log is unavailable is not asked for it again.
void delete_log(tables& in, std::int64_t row) {
  query(
      in.cache,
      "UPDATE builds SET log_state = 'unavailable', log_next_at = NULL WHERE (cluster, build_id) ="
      " (SELECT cluster, build_id FROM build_logs WHERE rowid = ?1)")
      .with(row)
      .run();
  query(in.cache, "DELETE FROM build_logs WHERE rowid = ?1").with(row).run();
}

}  // namespace

prune_result store::prune(const prune_step& step) {
  auto found = choose_rows(tables_->cache, step);
  for (const auto row : found.rows) {
    step.what == prunable::errors ? delete_error(*tables_, row) : delete_log(*tables_, row);
  }
  return std::move(found.result);
}

std::vector<prune_clock> store::prune_clocks() {
  return algolog::prune_clocks(tables_->cache.handle());
}

std::size_t store::give_back(std::size_t pages) {
  auto& db = tables_->cache.handle();
  constexpr int incremental = 2;
  if (db.execAndGet("PRAGMA auto_vacuum").getInt() != incremental) return 0;
  db.exec("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
  return static_cast<std::size_t>(db.execAndGet("PRAGMA freelist_count").getInt64());
}

}  // namespace algolog
