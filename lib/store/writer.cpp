#include "store/writer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <type_traits>
#include <utility>

#include "store/commit_queue.hpp"

namespace algolog {
namespace {

namespace asio = boost::asio;

template <class T>
using work_for = std::function<T(store&)>;

struct call_size {
  std::size_t records = 0;
  std::size_t bytes_at_stake = 0;
};

/// A call that waits: its work, its result, and the suspended coroutine as a completion handler.
/// The handler is given back to its executor and never destroyed on the store thread.
template <class T, class Handler>
class waiting_call final : public store_job {
 public:
  waiting_call(work_for<T> work, call_size size, Handler handler)
      : work_(std::move(work)),
        size_(size),
        handler_(std::make_shared<Handler>(std::move(handler))),
        executor_(asio::get_associated_executor(*handler_)) {}

  void run(store& on) override {
    if constexpr (std::is_void_v<T>) {
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

  std::size_t gaps_found() const noexcept override {
    if constexpr (std::is_same_v<T, append_result>) {
      if (outcome_ && *outcome_) return (*outcome_)->window.gaps.size();
    }
    return 0;
  }

 private:
  using executor_type = asio::associated_executor_t<Handler>;

  work_for<T> work_;
  call_size size_;
  std::shared_ptr<Handler> handler_;
  asio::executor_work_guard<executor_type> executor_;  ///< io.run() goes on until it is delivered
  std::optional<result<T>> outcome_;
};

/// Puts a call into the queue once its coroutine is suspended.
template <class T>
struct submission {
  commit_queue* queue;
  call_size size;

  template <class Handler>
  void operator()(Handler&& handler, work_for<T> work) const {
    using call = waiting_call<T, std::decay_t<Handler>>;
    queue->push(std::make_unique<call>(std::move(work), size, std::forward<Handler>(handler)));
  }
};

}  // namespace

class writer::impl {
 public:
  impl(std::unique_ptr<database> db, store_options options, store_listener listener)
      : queue_(std::move(db), std::move(options), std::move(listener)) {}

  void hurry() noexcept { queue_.hurry(); }
  store_load load() const { return queue_.load(); }
  void ping() { queue_.ping(); }
  std::size_t opened() const noexcept { return queue_.opened(); }
  void configure(store_options options) { queue_.configure(std::move(options)); }

  template <class T>
  asio::awaitable<result<T>> call(work_for<T> work, call_size size = {}) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(result<T>)>(
        submission<T>{&queue_, size}, asio::use_awaitable, std::move(work));
  }

 private:
  commit_queue queue_;
};

writer::writer(std::unique_ptr<database> db, store_options options, store_listener listener)
    : impl_(std::make_unique<impl>(std::move(db), std::move(options), std::move(listener))) {}

writer::~writer() = default;

void writer::hurry() noexcept { impl_->hurry(); }

store_load writer::load() const { return impl_->load(); }

void writer::ping() { impl_->ping(); }

std::size_t writer::opened() const noexcept { return impl_->opened(); }

void writer::configure(store_options options) { impl_->configure(std::move(options)); }

asio::awaitable<result<watched_algorithm>> writer::watch(std::string cluster, algorithm_ref ref,
                                                         std::int64_t now) {
  return impl_->call<watched_algorithm>([cluster = std::move(cluster), ref = std::move(ref),
                                         now](store& on) { return on.watch(cluster, ref, now); });
}

asio::awaitable<result<watched_algorithm>> writer::identify(std::int64_t algorithm_id,
                                                            algorithm_ref found, std::int64_t now) {
  return impl_->call<watched_algorithm>([algorithm_id, found = std::move(found), now](store& on) {
    return on.identify(algorithm_id, found, now);
  });
}

// Of all that is polled a cluster forgets only errors: their windows are worth memory while the
// database cannot be written. A page of builds kept would even harm: the next walk could take it
// for the end of what is new, and stop before the pages behind it that nobody stored.
asio::awaitable<result<append_result>> writer::append(errors_batch batch) {
  const call_size size{batch.records.size(), bytes_of(batch)};
  return impl_->call<append_result>(
      [batch = std::move(batch)](store& on) { return on.append(batch); }, size);
}

asio::awaitable<result<append_result>> writer::append(builds_page page) {
  const call_size size{page.records.size(), 0};
  return impl_->call<append_result>([page = std::move(page)](store& on) { return on.append(page); },
                                    size);
}

asio::awaitable<result<append_result>> writer::append(versions_page page) {
  const call_size size{page.records.size(), 0};
  return impl_->call<append_result>([page = std::move(page)](store& on) { return on.append(page); },
                                    size);
}

asio::awaitable<result<void>> writer::append(fetched_log log) {
  const call_size size{1, 0};
  return impl_->call<void>([log = std::move(log)](store& on) { on.append(log); }, size);
}

asio::awaitable<result<void>> writer::append(failed_poll poll) {
  return impl_->call<void>([poll = std::move(poll)](store& on) { on.append(poll); });
}

asio::awaitable<result<std::vector<gap>>> writer::append_unchanged(poll_facts poll, collection what,
                                                                   std::size_t records) {
  return impl_->call<std::vector<gap>>([poll = std::move(poll), what, records](store& on) {
    return on.append_unchanged(poll, what, records);
  });
}

asio::awaitable<result<std::vector<std::string>>> writer::builds_not_shown(
    std::int64_t algorithm_id, std::vector<std::string> shown) {
  return impl_->call<std::vector<std::string>>([algorithm_id, shown = std::move(shown)](store& on) {
    return on.builds_not_shown(algorithm_id, shown);
  });
}

asio::awaitable<result<std::vector<pending_log>>> writer::pending_logs(std::int64_t algorithm_id,
                                                                       std::int64_t now,
                                                                       std::size_t limit) {
  return impl_->call<std::vector<pending_log>>(
      [=](store& on) { return on.pending_logs(algorithm_id, now, limit); });
}

asio::awaitable<result<void>> writer::log_missed(std::int64_t algorithm_id, std::string build_id,
                                                 std::optional<std::int64_t> next_at) {
  return impl_->call<void>([algorithm_id, build_id = std::move(build_id), next_at](store& on) {
    on.log_missed(algorithm_id, build_id, next_at);
  });
}

asio::awaitable<result<std::vector<std::string>>> writer::builds_to_revisit(
    std::int64_t algorithm_id, std::int64_t looked_before, std::size_t limit) {
  return impl_->call<std::vector<std::string>>(
      [=](store& on) { return on.builds_to_revisit(algorithm_id, looked_before, limit); });
}

asio::awaitable<result<void>> writer::build_vanished(std::int64_t algorithm_id,
                                                     std::string build_id, std::int64_t now) {
  return impl_->call<void>([algorithm_id, build_id = std::move(build_id), now](store& on) {
    on.build_vanished(algorithm_id, build_id, now);
  });
}

asio::awaitable<result<prune_result>> writer::prune(prune_step step) {
  return impl_->call<prune_result>([step](store& on) { return on.prune(step); });
}

asio::awaitable<result<std::vector<prune_clock>>> writer::prune_clocks() {
  return impl_->call<std::vector<prune_clock>>([](store& on) { return on.prune_clocks(); });
}

asio::awaitable<result<std::size_t>> writer::give_back(std::size_t pages) {
  return impl_->call<std::size_t>([pages](store& on) { return on.give_back(pages); });
}

asio::awaitable<result<void>> writer::append(sample taken) {
  return impl_->call<void>([taken](store& on) { on.append(taken); });
}

}  // namespace algolog
