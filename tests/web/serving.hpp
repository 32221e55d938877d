#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "web/server.hpp"

namespace algolog::test {

/// Answers with the query it was asked.
inline boost::asio::awaitable<answer> repeat(web_route, std::string query) {
  co_return text_answer(200, "asked: " + query + "\n");
}

/// Never answers.
inline boost::asio::awaitable<answer> hang(web_route, std::string) {
  namespace asio = boost::asio;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
  co_await timer.async_wait(asio::use_awaitable);
  co_return answer{};
}

inline server_options here(std::string listen = "127.0.0.1:0") {
  server_options options;
  options.listen = std::move(listen);
  return options;
}

inline std::uint16_t port_of(const server& of) {
  while (of.port() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return of.port();
}

}  // namespace algolog::test
