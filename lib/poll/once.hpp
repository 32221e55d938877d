#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "async/task_group.hpp"
#include "poll/watch_list.hpp"

namespace algolog {

/// What polling one collection of one algorithm came to.
struct once_row {
  std::string cluster;
  std::string algorithm;
  collection what;
  poll_report report;
  std::chrono::milliseconds took{};
};

/// Polls everything once: builds and versions to their last page, every log that is there.
/// Algorithms run side by side, as far as each cluster's throttle lets them.
class once {
 public:
  /// `progress` is called after each poll, with all rows so far.
  using progress_function = std::function<void(const std::vector<once_row>&, std::size_t expected)>;

  once(boost::asio::any_io_executor executor, watch_list& watches, progress_function progress);

  /// Rows in order of the configuration, then of the collections.
  boost::asio::awaitable<std::vector<once_row>> run();
  /// Makes `run` return soon, with what it has.
  void cancel();

 private:
  boost::asio::awaitable<void> poll_one(watch& who, collection what);
  boost::asio::awaitable<void> look_up();
  boost::asio::awaitable<void> poll_rest(watch& who);

  watch_list& watches_;
  progress_function progress_;
  task_group group_;
  std::vector<once_row> rows_;
  std::size_t expected_ = 0;
  bool cancelled_ = false;
};

}  // namespace algolog
