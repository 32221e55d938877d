#include "async/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace algolog {
namespace asio = boost::asio;
namespace {

bool is_cancellation(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& failed) {
    return failed.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

task_group::task_group(asio::any_io_executor executor)
    : executor_(executor), all_done_(executor, asio::steady_timer::time_point::max()) {}

void task_group::spawn(asio::awaitable<void> task) {
  const auto place = running_.emplace(running_.end());
  auto on_end = [this, place](const std::exception_ptr& thrown) { finish(place, thrown); };
  asio::co_spawn(executor_, std::move(task),
                 asio::bind_cancellation_slot(place->slot(), std::move(on_end)));
}

void task_group::finish(signals::iterator task, const std::exception_ptr& thrown) {
  if (thrown && !first_error_ && !is_cancellation(thrown)) first_error_ = thrown;
  // The coroutine's frame is still there and refers to the signal: let it go first.
  asio::post(executor_, [this, task] {
    running_.erase(task);
    if (running_.empty()) all_done_.cancel();
  });
}

asio::awaitable<void> task_group::wait() {
  boost::system::error_code woken;
  while (!running_.empty()) {
    co_await all_done_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  if (first_error_) std::rethrow_exception(std::exchange(first_error_, nullptr));
}

void task_group::cancel() {
  for (auto& signal : running_) signal.emit(asio::cancellation_type::terminal);
}

}  // namespace algolog
