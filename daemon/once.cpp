#include "poll/once.hpp"

#include <spdlog/spdlog.h>
#include <sysexits.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "commands.hpp"
#include "progress_line.hpp"
#include "report/output.hpp"
#include "report/summary.hpp"
#include "service/log.hpp"
#include "start_watches.hpp"
#include "stop_signals.hpp"
#include "store/database.hpp"

namespace algolog {
namespace {

/// Polls everything; false when a signal cut it short.
bool poll_everything(boost::asio::io_context& io, watch_list& watches,
                     std::vector<once_row>& rows) {
  progress_line line;
  once polls(io.get_executor(), watches, [&](const auto& so_far, std::size_t expected) {
    if (line.due()) line.draw(draw_progress(so_far, expected));
  });
  stop_signals signals(io, [&] { polls.cancel(); });
  std::exception_ptr thrown;
  auto on_end = [&](const std::exception_ptr& failed, std::vector<once_row> all) {
    thrown = failed;
    rows = std::move(all);
    signals.cancel();
  };
  boost::asio::co_spawn(io, polls.run(), std::move(on_end));
  io.run();
  line.clear();
  if (thrown) std::rethrow_exception(thrown);
  return !signals.stopped();
}

/// Ends the command with the exit code of a damaged database: polling again would not help.
void require_sound_database(const std::vector<once_row>& rows) {
  for (const auto& one : rows) {
    const auto& why = one.report.outcome;
    if (why.code != errc::store_corrupt) continue;
    throw database_error(database_error::kind::corrupt, why.detail);
  }
}

}  // namespace

int once_command(const command_options& options) {
  const auto settings = load_config(options.config);
  start_log(settings.log_level);
  for (const auto& warning : settings.warnings) spdlog::warn("{}", warning);
  boost::asio::io_context io(1);
  const auto store = open_writer(settings);
  const auto watches = start_watches(io.get_executor(), settings, *store);
  std::vector<once_row> rows;
  const bool whole = poll_everything(io, *watches, rows);
  output out;
  if (options.list.json) {
    out.write(summary_json(rows));
  } else {
    out.write(draw_summary(rows, {out.width(), out.color()}));
  }
  require_sound_database(rows);
  if (!whole) spdlog::warn("stopped by a signal before everything was polled");
  return whole && failures_in(rows) == 0 ? EX_OK : EX_TEMPFAIL;
}

}  // namespace algolog
