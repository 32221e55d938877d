#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "page/page.hpp"
#include "poll/live.hpp"
#include "status/status.hpp"
#include "web/database_view.hpp"
#include "web/poll_loop.hpp"

namespace algolog {

/// Puts the snapshot together: what the poll loop knows, and what a thread of its own reads from
/// the database. Used by one thread, that of whoever awaits.
class status_source {
 public:
  status_source(const std::filesystem::path& database, boost::asio::any_io_executor poll_executor,
                std::function<live_state()> live);
  ~status_source();
  status_source(const status_source&) = delete;
  status_source& operator=(const status_source&) = delete;

  /// Not `live` when the poll loop does not answer.
  boost::asio::awaitable<status> now();
  /// What the page shows for `query`.
  boost::asio::awaitable<page_content> page(page_query query);

  poll_loop& loop() noexcept { return loop_; }

  /// Reading the database ends at once, and is not begun any more. Safe from any thread.
  void interrupt() { database_.interrupt(); }

 private:
  poll_loop loop_;
  database_view database_;
  boost::asio::thread_pool reader_{1};  ///< last: it uses the database
};

}  // namespace algolog
