#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "error.hpp"
#include "store/store.hpp"
#include "store/store_load.hpp"
#include "store/store_news.hpp"

namespace algolog {

class commit_queue;

/// What a call takes of the store thread: see `store_job`.
struct call_size {
  std::size_t records = 0;
  std::size_t bytes_at_stake = 0;
  bool patient = false;
};

/// The awaitable face of the store: each call hops to the one thread that owns the write handle and
/// back to the caller's executor. Calls that wait together share one commit; one
/// that fails leaves its neighbours alone. A result is a success only once it
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

  /// The daemon is stopping: calls that wait for another process's lock end within a second, and
  /// none waits for others.
  void hurry();

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

  /// The `store::append` that takes `what`: `co_await writer.append(std::move(batch))`.
  template <class What>
  auto append(What what) {
    using stored = decltype(std::declval<store&>().append(what));
    const auto size = size_of(what);
    return submit<stored>([what = std::move(what)](store& on) { return on.append(what); }, size);
  }

  /// Any other use case: `co_await writer.call(&store::identify, algorithm_id, found, now)`.
  template <class Result, class... Parameters>
  boost::asio::awaitable<result<Result>> call(Result (store::*use_case)(Parameters...),
                                              std::decay_t<Parameters>... with) {
    return submit<Result>(bound(use_case, std::move(with)...), {});
  }
  /// The same for what may wait a little for others, to share their commit: see waiting_jobs.
  template <class Result, class... Parameters>
  boost::asio::awaitable<result<Result>> call_patiently(Result (store::*use_case)(Parameters...),
                                                        std::decay_t<Parameters>... with) {
    return submit<Result>(bound(use_case, std::move(with)...), {0, 0, true});
  }

 private:
  template <class Result>
  using work_for = std::function<Result(store&)>;

  template <class Result, class... Parameters>
  static work_for<Result> bound(Result (store::*use_case)(Parameters...),
                                std::decay_t<Parameters>... with) {
    return [use_case, ... with = std::move(with)](store& on) { return (on.*use_case)(with...); };
  }

  static call_size size_of(const errors_batch& batch);
  static call_size size_of(const builds_page& page) { return {page.records.size(), 0}; }
  static call_size size_of(const versions_page& page) { return {page.records.size(), 0}; }
  static call_size size_of(const fetched_log&) { return {1, 0}; }
  static call_size size_of(const failed_poll&) { return {}; }
  static call_size size_of(const sample&) { return {}; }

  /// Compiled in writer.cpp, once for each result that a use case has.
  template <class Result>
  boost::asio::awaitable<result<Result>> submit(work_for<Result> work, call_size size);

  std::unique_ptr<commit_queue> queue_;
};

}  // namespace algolog
