#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/prune.hpp"
#include "store/prune_clock.hpp"
#include "store/sample.hpp"
#include "store/store.hpp"
#include "store/store_load.hpp"
#include "store/store_news.hpp"

namespace algolog {

/// The awaitable face of the store: each call hops to the one thread that owns the write handle and
/// back to the caller's executor. Calls that wait together share one commit; each is a savepoint of
/// its own, so that one that fails leaves its neighbours alone. A result is a success only once it
/// is committed; an error names the SQLite error: `store_failed` when the call itself is refused,
/// `store_unavailable` while the database cannot be written at all, `store_waiting` when the
/// records of the call then wait in memory (errors do, as the cluster forgets them; at most
/// `backlog::most_bytes`), `store_corrupt`. A call is never cancelled half-way: one that has begun
/// ends with its result, and only the next `co_await` sees the cancellation. Outlives every call;
/// the executors of the callers outlive the writer.
class writer {
 public:
  /// Takes over an open, migrated database; starts the thread, which tells `listener` of trouble
  /// with the database as a whole. Throws `database_error`.
  writer(std::unique_ptr<database> db, store_options options, store_listener listener = {});
  /// Commits what waits (or tells the listener that it is lost), stops the thread, checkpoints and
  /// closes the database.
  ~writer();
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  /// The daemon is stopping: calls that wait for another process's lock end within a second.
  void hurry() noexcept;

  /// Whatever is stored from now on goes by these, also what waits in memory already. Any thread;
  /// nobody has to wait or to try again.
  void configure(store_options options);

  /// How often the database was opened, as its file may be moved or replaced; any thread. When it
  /// is another number than before, what is known of stored rows is to be asked for again.
  std::size_t opened() const noexcept;

  /// How it does; any thread, and without waiting for the database.
  store_load load() const;
  /// Asks the store thread for a sign of life: see `store_load::silent_since`. Any thread.
  void ping();

  boost::asio::awaitable<result<watched_algorithm>> watch(std::string cluster, algorithm_ref ref,
                                                          std::int64_t now);
  boost::asio::awaitable<result<watched_algorithm>> identify(std::int64_t algorithm_id,
                                                             algorithm_ref found, std::int64_t now);
  boost::asio::awaitable<result<append_result>> append(errors_batch batch);
  boost::asio::awaitable<result<append_result>> append(builds_page page);
  boost::asio::awaitable<result<append_result>> append(versions_page page);
  boost::asio::awaitable<result<void>> append(fetched_log log);
  boost::asio::awaitable<result<void>> append(failed_poll poll);
  boost::asio::awaitable<result<std::vector<gap>>> append_unchanged(poll_facts poll,
                                                                    collection what,
                                                                    std::size_t records);
  boost::asio::awaitable<result<std::vector<std::string>>> builds_not_shown(
      std::int64_t algorithm_id, std::vector<std::string> shown);
  boost::asio::awaitable<result<std::vector<pending_log>>> pending_logs(std::int64_t algorithm_id,
                                                                        std::int64_t now,
                                                                        std::size_t limit);
  boost::asio::awaitable<result<void>> log_missed(std::int64_t algorithm_id, std::string build_id,
                                                  std::optional<std::int64_t> next_at);
  boost::asio::awaitable<result<std::vector<std::string>>> builds_to_revisit(
      std::int64_t algorithm_id, std::int64_t looked_before, std::size_t limit);
  boost::asio::awaitable<result<void>> build_vanished(std::int64_t algorithm_id,
                                                      std::string build_id, std::int64_t now);
  boost::asio::awaitable<result<prune_result>> prune(prune_step step);
  boost::asio::awaitable<result<std::vector<prune_clock>>> prune_clocks();
  boost::asio::awaitable<result<std::size_t>> give_back(std::size_t pages);
  boost::asio::awaitable<result<void>> append(sample taken);

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace algolog
