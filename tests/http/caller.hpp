#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/transport.hpp"
#include "run.hpp"

namespace algolog::test {

/// Options for one origin; throws when `url` is none.
transport_options to(const std::string& url, const std::filesystem::path& ca_file = {});

/// "200", or the error as `to_string` tells it.
std::string told(const result<http_response>& answer);

/// A transport on an io_context of its own, for a test to ask one thing after the other.
class caller {
 public:
  explicit caller(transport_options options);

  result<http_response> get(const std::string& route = "/",
                            std::chrono::milliseconds timeout = 20s);
  /// `told(get(…))`
  std::string ask(const std::string& route = "/", std::chrono::milliseconds timeout = 20s);
  /// That many requests side by side; what `told` says of each.
  std::vector<std::string> ask_at_once(std::size_t count, const std::string& route = "/");
  /// Cancels a request, which has a minute, shortly after `reached` says so.
  ending cancel_when(std::function<bool()> reached);

 private:
  boost::asio::io_context io_{1};
  std::unique_ptr<transport> transport_;
};

}  // namespace algolog::test
