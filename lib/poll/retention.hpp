#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <string>

#include "config/config.hpp"
#include "error.hpp"
#include "store/prune.hpp"

namespace algolog {

class writer;

/// When retention works.
struct retention_times {
  std::chrono::milliseconds first = std::chrono::minutes(1);  ///< after the start
  std::chrono::milliseconds every = std::chrono::hours(1);
  std::chrono::milliseconds retry = std::chrono::minutes(1);        ///< after a failure
  std::chrono::milliseconds pause = std::chrono::milliseconds(50);  ///< the least between steps
};

/// Deletes what is older than the configuration keeps, in small steps between the polls, then gives
/// the freed pages back. Logs what was deleted. One thread, that of `executor`.
class retention {
 public:
  retention(boost::asio::any_io_executor executor, writer& store, retention_config settings,
            retention_times times = {});

  /// Works until `stop`; a step in flight still ends. While the database cannot be written it waits
  /// without a word, as others tell of that.
  boost::asio::awaitable<void> run();
  void stop();
  /// For all that follows: a pass begins at once, or anew.
  void set(retention_config settings);

 private:
  boost::asio::awaitable<error> prune(unsigned pass);
  boost::asio::awaitable<error> prune(prune_step step, unsigned pass);
  boost::asio::awaitable<error> give_back();
  boost::asio::awaitable<void> wait(std::chrono::milliseconds time);
  bool goes_on(unsigned pass) const { return !stopping_ && pass == pass_; }
  void tell(const error& failed);

  boost::asio::steady_timer timer_;
  writer& store_;
  retention_config settings_;
  retention_times times_;
  unsigned pass_ = 0;  ///< counts the settings
  bool stopping_ = false;
  bool freed_ = true;  ///< pages may be free that were not given back yet
  std::string told_;   ///< the last failure
};

}  // namespace algolog
