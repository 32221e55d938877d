#include "store/requeue.hpp"

#include <sysexits.h>

#include <filesystem>
#include <system_error>

#include "commands.hpp"
#include "report/output.hpp"
#include "report/requeue_summary.hpp"
#include "service/log.hpp"
#include "start_watches.hpp"
#include "store/database.hpp"

namespace algolog {
namespace {

/// On a copy: the database is not locked, nothing in it or beside it changes, and the service may
/// keep running.
requeue_result try_requeue(const config& settings) {
  auto from = open_read_only(settings.store.path);
  database copy(from);
  return requeue(copy, store_options_of(settings), true);
}

/// A missing database is an error here. The daemon would make one, but it would have no rows.
void require_existing(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) open_read_only(file);  // throws why
}

requeue_result requeue_all(const config& settings) {
  require_existing(settings.store.path);
  database db(settings.store);
  return requeue(db, store_options_of(settings), false);
}

}  // namespace

int requeue_command(const command_options& options) {
  const auto settings = load_config(options.config);
  start_log(settings.log_level);
  const auto all = options.dry_run ? try_requeue(settings) : requeue_all(settings);
  output out;
  if (options.list.json) {
    out.write(requeue_json(all, options.dry_run));
  } else {
    out.write(draw_requeue(all, {out.width(), out.color()}));
  }
  return EX_OK;
}

}  // namespace algolog
