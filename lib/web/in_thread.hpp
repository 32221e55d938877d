#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace algolog {

/// Puts work into a pool's queue once its coroutine is suspended, and the result back. The
/// coroutine itself never leaves its thread.
template <class T>
struct hand_over {
  boost::asio::thread_pool* pool;

  template <class Handler>
  void operator()(Handler&& handler, std::function<T()> work) const {
    namespace asio = boost::asio;
    auto waiting = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    auto home = asio::make_work_guard(asio::get_associated_executor(*waiting));
    auto job = [waiting = std::move(waiting), home = std::move(home),
                work = std::move(work)]() mutable {
      auto back = [waiting = std::move(waiting), made = work()]() mutable {
        std::move (*waiting)(std::move(made));
      };
      asio::post(home.get_executor(), std::move(back));
      home.reset();
    };
    asio::post(*pool, std::move(job));
  }
};

/// Runs `work`, which must not throw, on a thread of `pool`. It is not cancelled: one that is
/// under way ends, and only the next `co_await` sees the cancellation.
template <class T>
boost::asio::awaitable<T> in_thread(boost::asio::thread_pool& pool, std::function<T()> work) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
      hand_over<T>{&pool}, boost::asio::use_awaitable, std::move(work));
}

}  // namespace algolog
