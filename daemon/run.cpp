#include <malloc.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <sysexits.h>

#include <boost/asio/io_context.hpp>
#include <csignal>

#include "commands.hpp"
#include "metrics/metrics.hpp"
#include "service.hpp"
#include "service/log.hpp"
#include "start_watches.hpp"
#include "status/tally.hpp"
#include "version.hpp"
#include "web/status_server.hpp"

namespace algolog {
namespace {

/// Large bodies go back to the system at once: by default glibc raises this threshold to the
/// largest block freed so far, and then keeps what the worst minute took. Smaller bodies, which are
/// most, are kept for the next one: by default each free gives its pages back, and each answer
/// faults them in again.
void set_up_memory() {
  constexpr int threshold = 256 << 10;  // bytes
  constexpr int most_kept = 4 << 20;    // bytes, at the end of the heap
  ::mallopt(M_MMAP_THRESHOLD, threshold);
  ::mallopt(M_TRIM_THRESHOLD, most_kept);
  // SQLite counts what it allocates, under a lock, for functions that nobody calls here.
  ::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void log_start(const config& settings) {
  spdlog::info("algologd {} watches {}; database {}", version, what_is_watched(settings),
               settings.store.path.string());
  for (const auto& warning : settings.warnings) spdlog::warn("{}", warning);
}

}  // namespace

int run_command(const command_options& options) {
  set_up_memory();
  std::signal(SIGHUP, SIG_IGN);  // a reload is possible only once the service runs
  const auto settings = load_config(options.config);
  start_log(settings.log_level);
  boost::asio::io_context io(1);
  metrics counted;
  counted.expect(settings);
  tally sampled;
  const auto store = open_writer(settings, [&](const store_news& news) {
    counted.count(news);
    sampled.count(news);
  });
  const auto watches = start_watches(io.get_executor(), settings, *store);
  log_start(settings);
  service polling(io, settings, options.config, *watches, *store, counted, sampled);
  status_server shown(settings, counted, io.get_executor(), [&polling] { return polling.live(); });
  io.run();
  shown.stop();
  polling.rethrow();
  spdlog::info("stopped");
  return EX_OK;
}

}  // namespace algolog
