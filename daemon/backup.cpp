#include "store/backup.hpp"

#include <sysexits.h>

#include <csignal>
#include <cstdio>

#include "clock.hpp"
#include "commands.hpp"
#include "config/config.hpp"
#include "progress_line.hpp"
#include "report/backup_summary.hpp"
#include "report/output.hpp"
#include "text/printable.hpp"

namespace algolog {
namespace {

volatile std::sig_atomic_t stopped = 0;

void stop(int) { stopped = 1; }

std::filesystem::path source_of(const command_options& options) {
  return options.database.empty() ? load_config(options.config).store.path : options.database;
}

int fail(int code, const char* why) {
  std::fprintf(stderr, "algologd: %s\n", printable(why, 4000).c_str());
  return code;
}

backup_result make(const command_options& options) {
  progress_line line;
  const auto on_step = [&line](const copy_progress& now) {
    if (line.due()) line.draw(draw_progress(now));
    return stopped == 0;
  };
  try {
    auto made = back_up(source_of(options), options.backup, now_ms(), on_step);
    line.clear();
    return made;
  } catch (...) {
    line.clear();
    throw;
  }
}

}  // namespace

int backup_command(const command_options& options) {
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, stop);
  try {
    const auto made = make(options);
    output().write(options.list.json ? backup_json(made) : draw_backup(made));
    return EX_OK;
  } catch (const backup_error& failed) {
    return fail(EX_USAGE, failed.what());
  } catch (const copy_stopped& halted) {
    return fail(EX_TEMPFAIL, halted.what());
  }
}

}  // namespace algolog
