#include "status/status_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "config/url.hpp"
#include "http/transport.hpp"
#include "status/status_json.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

transport_options options_for(host_port at) {
  if (at.host == "0.0.0.0") at.host = "127.0.0.1";
  if (at.host == "::") at.host = "::1";
  transport_options options;
  options.url.tls = false;
  options.url.host = std::move(at.host);
  options.url.port = at.port;
  options.max_body = 64U << 20;
  options.names_peer = false;
  return options;
}

result<http_response> get(const host_port& at, std::chrono::milliseconds patience) {
  asio::io_context io(1);
  const auto daemon = make_https_transport(io.get_executor(), options_for(at));
  std::optional<result<http_response>> answer;
  std::exception_ptr thrown;
  const auto keep = [&](std::exception_ptr failed, result<http_response> got) {
    thrown = std::move(failed);
    answer = std::move(got);
  };
  http_request request;
  request.route = "/status.json";
  const auto deadline = std::chrono::steady_clock::now() + patience;
  asio::co_spawn(io, daemon->get(std::move(request), deadline), keep);
  io.run();
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*answer);
}

}  // namespace

result<status> ask_daemon(const std::string& listen, std::chrono::milliseconds patience) {
  const auto at = parse_host_port(listen);
  if (!at) return error{errc::resolve_failed, "no address and port"};
  auto answer = get(*at, patience);
  if (!answer) return answer.error();
  if (answer->status != 200) {
    return error{errc::unexpected_status,
                 "HTTP " + std::to_string(answer->status) + " for /status.json"};
  }
  return status_from_json(answer->body);
}

bool is_about(const status& of, const std::string& database) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  if (fs::equivalent(of.storage.path, database, unknown)) return true;
  // Without rights to the folder the names are compared.
  return fs::path(of.storage.path).lexically_normal() ==
         fs::absolute(database, unknown).lexically_normal();
}

}  // namespace algolog
