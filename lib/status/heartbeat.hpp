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

/// What beats while both threads do: the poll loop's timer asks the store thread for a sign of
/// life, and only when that has answered the question before does systemd hear of it (WATCHDOG=1).
/// Keeps STATUS= current on the way. On the I/O thread.
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
  bool silent_ = false;  ///< the store thread's silence was told
};

}  // namespace algolog
