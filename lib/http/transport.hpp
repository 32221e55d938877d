#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "error.hpp"

namespace algolog {

/// What tells an answer from other ones (RFC 9110, 8.8): an ETag, or else a Last-Modified that is
/// old enough to tell. Empty: nothing does.
struct validator {
  std::string text;
  bool is_time = false;
};

struct http_request {
  std::string route;          ///< path and query, without the configured base path
  std::string authorization;  ///< value of the header; empty: none is sent
  validator known{};          ///< 304 is welcome if that is the answer still (RFC 9110, 13.1)
};

struct http_response {
  unsigned status = 0;
  std::string body;  ///< inflated
  std::optional<std::chrono::seconds> retry_after;
  std::optional<std::int64_t> date;  ///< of the header Date: milliseconds since the epoch, UTC
  validator tag;                     ///< of a 200
};

/// Sends requests to one configured origin and to nothing else. All calls on one thread, that of
/// its executor. Errors: the network values of `errc`; any complete answer is a success, whatever
/// its status, redirects included: they are never followed. An interface, so that the tests of
/// `client` can script what a cluster answers.
class transport {
 public:
  virtual ~transport() = default;
  /// `GET` (RFC 9110, 9.3.1). `deadline` bounds everything: look-up, connect, handshake, body.
  virtual boost::asio::awaitable<result<http_response>> get(
      http_request request, std::chrono::steady_clock::time_point deadline) = 0;
};

struct transport_options {
  origin url;
  std::optional<origin> proxy;
  std::filesystem::path ca_file;     ///< PEM; added to the system's store
  std::size_t max_body = 64U << 20;  ///< bytes, as received and again once inflated
  std::chrono::milliseconds resume_within{3'600'000};  ///< TLS, after the certificate was checked
  std::size_t max_idle = 8;                            ///< connections kept open between requests
  bool names_peer = true;  ///< errors name the address; false: the caller names it
};

/// HTTP/1.1 over TLS 1.2 or newer (or plain TCP, as the URL says) with keep-alive. Throws
/// `std::runtime_error` naming the file when `ca_file` cannot be used.
std::unique_ptr<transport> make_https_transport(boost::asio::any_io_executor executor,
                                                transport_options options);

}  // namespace algolog
