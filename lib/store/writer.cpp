#include "store/writer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/commit_queue.hpp"
#include "store/prune.hpp"
#include "store/prune_clock.hpp"

namespace algolog {
namespace {

namespace asio = boost::asio;

/// A call that waits: its work, its result, and the suspended coroutine as a completion handler.
/// The handler is given back to its executor and never destroyed on the store thread.
template <class Result, class Handler>
class waiting_call final : public store_job {
 public:
  waiting_call(std::function<Result(store&)> work, call_size size, Handler handler)
      : work_(std::move(work)),
        size_(size),
        handler_(std::make_shared<Handler>(std::move(handler))),
        executor_(asio::get_associated_executor(*handler_)) {}

  void run(store& on) override {
    if constexpr (std::is_void_v<Result>) {
      work_(on);
      outcome_.emplace();
    } else {
      outcome_.emplace(work_(on));
    }
  }

  void fail(const error& why) override { outcome_.emplace(why); }

  void deliver() override {
    asio::post(executor_.get_executor(),
               [handler = std::move(handler_), outcome = std::move(*outcome_)]() mutable {
                 std::move (*handler)(std::move(outcome));
               });
    executor_.reset();
  }

  std::size_t bytes_at_stake() const noexcept override { return size_.bytes_at_stake; }
  std::size_t records() const noexcept override { return size_.records; }
  bool patient() const noexcept override { return size_.patient; }

  std::size_t gaps_found() const noexcept override {
    if constexpr (std::is_same_v<Result, append_result>) {
      if (outcome_ && *outcome_) return (*outcome_)->window.gaps.size();
    }
    return 0;
  }

 private:
  using executor_type = asio::associated_executor_t<Handler>;

  std::function<Result(store&)> work_;
  call_size size_;
  std::shared_ptr<Handler> handler_;
  asio::executor_work_guard<executor_type> executor_;  ///< io.run() goes on until it is delivered
  std::optional<result<Result>> outcome_;
};

}  // namespace

writer::writer(std::unique_ptr<database> db, store_options options, store_listener listener)
    : queue_(
          std::make_unique<commit_queue>(std::move(db), std::move(options), std::move(listener))) {}

writer::~writer() = default;

void writer::hurry() { queue_->hurry(); }

store_load writer::load() const { return queue_->load(); }

void writer::ping() { queue_->ping(); }

std::size_t writer::opened() const noexcept { return queue_->opened(); }

void writer::configure(store_options options) { queue_->configure(std::move(options)); }

// Of all that is polled a cluster forgets only errors: their windows are worth memory while the
// database cannot be written. A page of builds kept would even harm: the next walk could take it
// for the end of what is new, and stop before the pages behind it that nobody stored.
call_size writer::size_of(const errors_batch& batch) {
  return {batch.records.size(), bytes_of(batch)};
}

template <class Result>
asio::awaitable<result<Result>> writer::submit(work_for<Result> work, call_size size) {
  // Called once the coroutine that awaits is suspended: `handler` resumes it.
  auto push = [queue = queue_.get(), size](auto handler, work_for<Result> todo) {
    using call = waiting_call<Result, decltype(handler)>;
    queue->push(std::make_unique<call>(std::move(todo), size, std::move(handler)));
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(result<Result>)>(
      push, asio::use_awaitable, std::move(work));
}

// A use case with another result needs a line here; without it the linker misses a `submit`.
template asio::awaitable<result<void>> writer::submit(work_for<void>, call_size);
template asio::awaitable<result<std::size_t>> writer::submit(work_for<std::size_t>, call_size);
template asio::awaitable<result<append_result>> writer::submit(work_for<append_result>, call_size);
template asio::awaitable<result<prune_result>> writer::submit(work_for<prune_result>, call_size);
template asio::awaitable<result<watched_algorithm>> writer::submit(work_for<watched_algorithm>,
                                                                   call_size);
template asio::awaitable<result<std::vector<gap>>> writer::submit(work_for<std::vector<gap>>,
                                                                  call_size);
template asio::awaitable<result<std::vector<std::string>>> writer::submit(
    work_for<std::vector<std::string>>, call_size);
template asio::awaitable<result<std::vector<pending_log>>> writer::submit(
    work_for<std::vector<pending_log>>, call_size);
template asio::awaitable<result<std::vector<prune_clock>>> writer::submit(
    work_for<std::vector<prune_clock>>, call_size);

}  // namespace algolog
