#include "store/prune.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sysexits.h>

#include <filesystem>
#include <utility>

#include "clock.hpp"
#include "commands.hpp"
#include "report/output.hpp"
#include "report/prune_summary.hpp"
#include "service/log.hpp"
#include "start_watches.hpp"
#include "store/database.hpp"
#include "store/prunable_rows.hpp"
#include "store/store.hpp"
#include "store/upgrade.hpp"

namespace algolog {
namespace {

constexpr std::size_t pages_of_step = 4096;

template <class Work>
auto in_transaction(database& db, Work work) {
  SQLite::Transaction own(db.handle(), SQLite::TransactionBehavior::IMMEDIATE);
  auto result = work();
  own.commit();
  return result;
}

/// Of every cluster in the database, each up to the newest poll of it.
std::vector<prune_step> all_steps(SQLite::Database& db, const config& settings, prune_report& all) {
  std::vector<prune_step> steps;
  if (keeps_all(settings.retention)) return steps;
  for (const auto& known : prune_clocks(db)) {
    const auto time = prune_time_of(known, now_ms());
    if (auto note = note_of(known, time); !note.empty()) all.notes.push_back(std::move(note));
    if (!time.now) continue;
    for (auto& step : prune_steps(settings.retention, known.cluster, *time.now)) {
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

void prune_all(database& db, store& on, prune_step step, prune_report& all) {
  prune_result done;
  do {
    done = in_transaction(db, [&] { return on.prune(step); });
    add(all.rows, done.deleted);
  } while (go_on(step, done));
}

std::size_t size_of(database& db) {
  const auto ask = [&](const char* sql) { return db.handle().execAndGet(sql).getInt64(); };
  return static_cast<std::size_t>(ask("PRAGMA page_count") * ask("PRAGMA page_size"));
}

void give_back(database& db, store& on) {
  std::size_t before = 0;
  std::size_t left = 0;
  do {
    before = std::exchange(left, in_transaction(db, [&] { return on.give_back(pages_of_step); }));
  } while (gets_smaller(before, left));
}

/// Opens the database for this command alone. While the service runs it prunes by itself.
std::unique_ptr<database> open_for_pruning(const store_config& options) {
  if (!std::filesystem::exists(options.path)) open_read_only(options.path);  // throws why
  try {
    return std::make_unique<database>(options);
  } catch (const database_error& e) {
    if (e.why() != database_error::kind::locked) throw;
    throw database_error(e.why(), std::string(e.what()) +
                                      "; the service prunes by itself, a minute after its "
                                      "start and then every hour");
  }
}

void prune_now(const config& settings, bool vacuum, prune_report& all) {
  start_log(settings.log_level);
  const auto db = open_for_pruning(settings.store);
  const auto before = size_of(*db);
  {
    store on(*db, store_options_of(settings));
    for (const auto& step : all_steps(db->handle(), settings, all)) prune_all(*db, on, step, all);
    if (!vacuum) give_back(*db, on);
  }
  if (vacuum) make_shrinkable(db->handle());
  const auto after = size_of(*db);
  all.bytes_given_back = before > after ? before - after : 0;
  all.names = names_of_algorithms(db->handle());
}

void only_tell(const config& settings, prune_report& all) {
  auto db = open_read_only(settings.store.path);
  for (const auto& step : all_steps(db, settings, all)) add(all.rows, prunable_rows(db, step));
  all.names = names_of_algorithms(db);
}

}  // namespace

int prune_command(const command_options& options) {
  const auto settings = load_config(options.config);
  prune_report all;
  all.dry_run = options.dry_run;
  all.keeps_all = keeps_all(settings.retention);
  if (options.dry_run) {
    only_tell(settings, all);
  } else {
    prune_now(settings, options.vacuum, all);
  }
  output out;
  out.write(options.list.json ? prune_json(all) : draw_prune(all, {out.width(), out.color()}));
  return EX_OK;
}

}  // namespace algolog
