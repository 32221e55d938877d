#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "async/task_group.hpp"
#include "config/config.hpp"
#include "metrics/metrics.hpp"
#include "poll/collector.hpp"
#include "status/heartbeat.hpp"
#include "status/tally.hpp"
#include "stop_signals.hpp"
#include "store/retention.hpp"
#include "store/writer.hpp"

namespace algolog {

/// The running service: all that `io` runs between the opening of the database and the signal that
/// ends it. SIGHUP reads the configuration again. One thread.
class service {
 public:
  service(boost::asio::io_context& io, config settings, std::filesystem::path file,
          watch_list& watches, writer& store, metrics& counted, tally& sampled);

  /// The poll loop and all around it at this instant.
  live_state live() const;
  /// Throws what ended the loop, unless a signal did.
  void rethrow() const;

 private:
  std::vector<cluster_time> cluster_times() const;
  void on_poll(const finished_poll& ended);
  void tell_when_ready();
  void await_reload();
  void reload();
  void take_over(config next);
  boost::asio::awaitable<void> keep_samples();
  void stop();

  config settings_;
  const std::filesystem::path file_;
  watch_list& watches_;
  writer& store_;
  metrics& counted_;
  tally& sampled_;
  std::set<std::string> tried_;  ///< clusters that a poll has asked; until it is ready
  bool ready_ = false;
  bool ended_ = false;          ///< the loop is over
  const std::int64_t started_;  ///< uptime_ms(), as no cluster has told the time by then
  std::int64_t configured_;     ///< the same
  std::string reload_problem_;
  collector collector_;
  retention retention_;
  heartbeat heartbeat_;
  boost::asio::signal_set reload_signal_;
  task_group tasks_;
  stop_signals stop_signals_;
  std::exception_ptr thrown_;
  error why_;
};

}  // namespace algolog
