#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "poll/collector.hpp"
#include "store/writer.hpp"

namespace algolog {

/// "412 targets, 3 failing, last commit 2 s ago": the line of `systemctl status`. `now`:
/// milliseconds since the epoch, UTC.
std::string service_line(const plan::counts& polled, const store_load& store, std::int64_t now);

/// Tells systemd that both threads work. A timer of the poll loop sends WATCHDOG=1 only if the
/// store thread has answered the question of the last beat, then asks it again. Also keeps STATUS=
/// current. On the I/O thread.
class heartbeat {
 public:
  heartbeat(boost::asio::any_io_executor executor, const collector& polled, writer& store);
  /// Beats no more, so that io.run() can return.
  void stop();

 private:
  void beat();
  void wait(std::chrono::milliseconds time);

  const collector& polled_;
  writer& store_;
  std::chrono::milliseconds period_;
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
  bool silent_ = false;  ///< the store thread's silence was told
};

}  // namespace algolog
