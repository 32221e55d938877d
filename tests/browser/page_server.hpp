#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <thread>

namespace algolog::test {

/// Serves a status page as the daemon does, with its policy, one request at a time.
class page_server {
 public:
  /// `draw` is given the query.
  explicit page_server(std::function<std::string(std::string_view)> draw);
  ~page_server();
  page_server(const page_server&) = delete;
  page_server& operator=(const page_server&) = delete;

  std::string url() const;

 private:
  void serve();
  void answer(boost::asio::ip::tcp::socket& peer);

  std::function<std::string(std::string_view)> draw_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace algolog::test
