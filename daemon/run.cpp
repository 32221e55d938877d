#include <malloc.h>
#include <spdlog/spdlog.h>
#include <sysexits.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "commands.hpp"
#include "poll/collector.hpp"
#include "poll/retention.hpp"
#include "service/log.hpp"
#include "service/notify.hpp"
#include "start_watches.hpp"
#include "stop_signals.hpp"
#include "store/database.hpp"
#include "version.hpp"

namespace algolog {
namespace {

/// The service from the open database to the last poll: what `io` runs.
class service {
 public:
  service(boost::asio::io_context& io, watch_list& watches, writer& store,
          const retention_config& kept)
      : store_(store),
        collector_(io.get_executor(), watches),
        retention_(io.get_executor(), store, kept),
        signals_(io, [this] { stop(); }) {
    auto on_end = [this](const std::exception_ptr& thrown, const error& why) {
      if (thrown) thrown_ = thrown;
      why_ = why;
      retention_.stop();
      signals_.cancel();
    };
    boost::asio::co_spawn(io, collector_.run(), std::move(on_end));
    auto on_retention_end = [this](const std::exception_ptr& thrown) {
      if (!thrown) return;
      thrown_ = thrown;
      collector_.stop();
    };
    boost::asio::co_spawn(io, retention_.run(), std::move(on_retention_end));
  }

  /// Throws what ended the loop, unless a signal did.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
    if (why_.code == errc::ok) return;
    throw database_error(database_error::kind::corrupt, why_.detail);
  }

 private:
  void stop() {
    spdlog::info("stopping");
    notify_stopping();
    store_.hurry();
    collector_.stop();
    retention_.stop();
  }

  writer& store_;
  collector collector_;
  retention retention_;
  stop_signals signals_;
  std::exception_ptr thrown_;
  error why_;
};

/// Large bodies go back to the system at once. By default glibc raises this threshold to the
/// largest block freed so far, and then keeps what the worst minute took.
void return_large_blocks() {
  constexpr int threshold = 256 << 10;  // bytes
  ::mallopt(M_MMAP_THRESHOLD, threshold);
}

void log_start(const config& settings) {
  spdlog::info("algologd {} watches {}; database {}", version, what_is_watched(settings),
               settings.store.path.string());
  for (const auto& warning : settings.warnings) spdlog::warn("{}", warning);
}

}  // namespace

int run_command(const command_options& options) {
  return_large_blocks();
  const auto settings = load_config(options.config);
  start_log(settings.log_level);
  boost::asio::io_context io(1);
  const auto store = open_writer(settings);
  const auto watches = start_watches(io.get_executor(), settings, *store);
  log_start(settings);
  service polling(io, *watches, *store, settings.retention);
  notify_ready();
  io.run();
  polling.rethrow();
  spdlog::info("stopped");
  return EX_OK;
}

}  // namespace algolog
