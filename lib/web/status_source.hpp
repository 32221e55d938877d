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
  using snapshot = std::shared_ptr<const status>;

  status_source(const std::filesystem::path& database, boost::asio::any_io_executor poll_executor,
                std::function<live_state()> live);
  ~status_source();
  status_source(const status_source&) = delete;
  status_source& operator=(const status_source&) = delete;

  /// Not `live` when the poll loop does not answer. Requests within a moment get the same snapshot,
  /// so that what is drawn from it is drawn once.
  boost::asio::awaitable<snapshot> now();
  /// What the page shows for `query`.
  boost::asio::awaitable<page_content> page(page_query query);

  poll_loop& loop() noexcept { return loop_; }

  /// Reading the database ends at once, and is not begun any more. Safe from any thread.
  void interrupt() { database_.interrupt(); }

 private:
  snapshot put_together(const std::shared_ptr<const live_state>& live, const snapshot& stored);

  poll_loop loop_;
  std::shared_ptr<const live_state> live_;  ///< what `last_` was made of
  snapshot stored_;
  snapshot last_;
  database_view database_;
  boost::asio::thread_pool reader_{1};  ///< last: it uses the database
};

}  // namespace algolog
