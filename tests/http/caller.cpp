#include "caller.hpp"

#include <stdexcept>

#include "config/url.hpp"

namespace algolog::test {
namespace asio = boost::asio;

transport_options to(const std::string& url, const std::filesystem::path& ca_file) {
  const auto parsed = parse_base_url(url);
  if (!parsed.value) throw std::invalid_argument(url + " " + parsed.problem);
  transport_options options;
  options.url = *parsed.value;
  options.ca_file = ca_file;
  return options;
}

std::string told(const result<http_response>& answer) {
  return answer ? std::to_string(answer->status) : to_string(answer.error());
}

caller::caller(transport_options options)
    : transport_(make_https_transport(io_.get_executor(), std::move(options))) {}

result<http_response> caller::get(const std::string& route, std::chrono::milliseconds timeout) {
  http_request request;
  request.route = route;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  return run(io_, transport_->get(std::move(request), deadline));
}

std::string caller::ask(const std::string& route, std::chrono::milliseconds timeout) {
  return told(get(route, timeout));
}

std::vector<std::string> caller::ask_at_once(std::size_t count, const std::string& route) {
  std::vector<std::string> out;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  auto on_end = [&](std::exception_ptr thrown, const result<http_response>& answer) {
    out.push_back(thrown ? name_of_exception(thrown) : told(answer));
  };
  for (std::size_t i = 0; i < count; ++i) {
    http_request request;
    request.route = route;
    asio::co_spawn(io_, transport_->get(std::move(request), deadline), on_end);
  }
  io_.restart();
  io_.run();
  return out;
}

ending caller::cancel_when(std::function<bool()> reached) {
  http_request request;
  request.route = "/";
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  return test::cancel_when(io_, transport_->get(std::move(request), deadline), std::move(reached));
}

}  // namespace algolog::test
