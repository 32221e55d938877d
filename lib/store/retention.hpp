#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "error.hpp"
#include "store/prune.hpp"
#include "store/prune_clock.hpp"

namespace algolog {

class writer;

/// When retention works.
struct retention_times {
  std::chrono::milliseconds first = std::chrono::minutes(1);  ///< after the start
  std::chrono::milliseconds every = std::chrono::hours(1);
  std::chrono::milliseconds retry = std::chrono::minutes(1);        ///< after a failure
  std::chrono::milliseconds pause = std::chrono::milliseconds(50);  ///< the least between steps
};

/// A configured cluster and what time it is there (ms), if it has told that since the start.
struct cluster_time {
  std::string cluster;
  std::optional<std::int64_t> now;
};

/// Deletes what is older than the configuration keeps, in small steps between the polls, then gives
/// the freed pages back: of the configured clusters only, each by its own clock (see prune_time).
/// Logs what was deleted, and once why nothing is. One thread, that of `executor`.
class retention {
 public:
  using clocks = std::function<std::vector<cluster_time>()>;

  retention(boost::asio::any_io_executor executor, writer& store, clocks clusters,
            retention_config settings, retention_times times = {});

  /// Works until `stop`; a step in flight still ends. While the database cannot be written it waits
  /// and logs nothing, because `store_news` tells of that.
  boost::asio::awaitable<void> run();
  void stop();
  /// The settings from now on. A pass begins at once; one that is under way begins again.
  void set(retention_config settings);

 private:
  boost::asio::awaitable<error> prune(unsigned pass);
  boost::asio::awaitable<error> prune(prune_step step, unsigned pass);
  boost::asio::awaitable<error> give_back();
  boost::asio::awaitable<void> wait(std::chrono::milliseconds time);
  bool goes_on(unsigned pass) const { return !stopping_ && pass == pass_; }
  std::vector<prune_step> steps(const std::vector<prune_clock>& stored);
  void tell(const error& failed);
  void tell(const prune_clock& known, time_doubt doubt);

  boost::asio::steady_timer timer_;
  writer& store_;
  clocks clusters_;
  retention_config settings_;
  retention_times times_;
  unsigned pass_ = 0;  ///< counts the settings
  bool stopping_ = false;
  bool freed_ = true;                         ///< pages may be free that were not given back yet
  std::string told_;                          ///< the last failure
  std::map<std::string, time_doubt> doubts_;  ///< those told, by cluster
};

}  // namespace algolog
