#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "error.hpp"

namespace algolog::test {

using namespace std::chrono_literals;

/// Runs `task` on `io` until nothing is left to do there; gives what it returned, or throws.
template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
  T out{};
  std::exception_ptr thrown;
  auto on_end = [&](std::exception_ptr e, T value) {
    thrown = e;
    out = std::move(value);
  };
  boost::asio::co_spawn(io, std::move(task), on_end);
  io.restart();
  io.run();
  if (thrown) std::rethrow_exception(thrown);
  return out;
}

/// How a cancelled task ended.
struct ending {
  std::string how;                             ///< "cancelled", an error in words, or "success"
  std::chrono::steady_clock::duration took{};  ///< from the cancellation
};

inline std::string name_of_exception(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& e) {
    return e.code() == boost::asio::error::operation_aborted ? "cancelled" : e.what();
  } catch (const std::exception& e) {
    return e.what();
  }
}

inline boost::asio::awaitable<void> cancel_at(boost::asio::cancellation_signal& signal,
                                              std::function<bool()> reached,
                                              std::chrono::steady_clock::time_point& emitted) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor);
  const auto give_up = std::chrono::steady_clock::now() + 10s;
  while (!reached() && std::chrono::steady_clock::now() < give_up) {
    timer.expires_after(5ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  timer.expires_after(50ms);  // so that the task waits where it is meant to
  co_await timer.async_wait(boost::asio::use_awaitable);
  emitted = std::chrono::steady_clock::now();
  signal.emit(boost::asio::cancellation_type::terminal);
}

/// Runs `task` and cancels it shortly after `reached` says so.
template <class T>
ending cancel_when(boost::asio::io_context& io, boost::asio::awaitable<result<T>> task,
                   std::function<bool()> reached) {
  ending out;
  std::chrono::steady_clock::time_point emitted;
  boost::asio::cancellation_signal signal;
  auto on_end = [&](std::exception_ptr thrown, result<T> value) {
    if (thrown) {
      out.how = name_of_exception(thrown);
    } else if (value) {
      out.how = "success";
    } else {
      const bool cancelled = value.error().code == errc::cancelled;
      out.how = cancelled ? "cancelled" : to_string(value.error());
    }
    out.took = std::chrono::steady_clock::now() - emitted;
  };
  auto bound = boost::asio::bind_cancellation_slot(signal.slot(), on_end);
  boost::asio::co_spawn(io, std::move(task), std::move(bound));
  auto on_emitted = [](std::exception_ptr) {};
  boost::asio::co_spawn(io, cancel_at(signal, std::move(reached), emitted), on_emitted);
  io.restart();
  io.run();
  return out;
}

}  // namespace algolog::test
