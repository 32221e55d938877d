#include "poll/client.hpp"

#include <algorithm>

#include "api/api_error.hpp"

namespace algolog {
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;
namespace {

// A cluster that asks for more is asked again after this: a typo must not stop it for a day.
constexpr auto longest_pause = std::chrono::minutes(5);

transport_options options_of(const cluster_config& cluster, const poll_config& poll) {
  transport_options options;
  options.url = cluster.url;
  options.proxy = cluster.proxy;
  options.ca_file = cluster.ca_file;
  options.max_body = poll.max_body;
  options.max_idle = cluster.max_in_flight;
  return options;
}

/// Takes the key out of an answer that repeats it, as the page of a proxy may: it would end up in
/// the log or in quarantine. Each byte is moved once, however often the key stands there.
void redact(std::string& body, const std::string& key) {
  constexpr std::size_t shortest = 8;  // less is no secret, and may be part of any text
  if (key.size() < shortest) return;
  constexpr std::string_view instead = "API-KEY";  // no longer than a key, and so done in place
  std::size_t read = 0;
  std::size_t written = 0;
  const auto keep_until = [&](std::size_t end) {
    if (read != written) std::copy(body.data() + read, body.data() + end, body.data() + written);
    written += end - read;
    read = end;
  };
  for (auto at = body.find(key); at != body.npos; at = body.find(key, read)) {
    keep_until(at);
    written += instead.copy(body.data() + written, instead.size());
    read += key.size();
  }
  keep_until(body.size());
  body.resize(written);
}

}  // namespace

client::client(asio::any_io_executor executor, const cluster_config& cluster,
               const poll_config& poll)
    : name_(cluster.name),
      base_(cluster.url.display()),
      scheme_(cluster.auth),
      timeout_(poll.timeout),
      secret_(cluster.key),
      throttle_(executor, cluster.max_in_flight, cluster.requests_per_second),
      transport_(make_https_transport(executor, options_of(cluster, poll))) {}

asio::awaitable<result<std::string>> client::get(std::string route) {
  place held;
  auto body = co_await get(std::move(route), held);
  co_return body;
}

asio::awaitable<result<std::string>> client::get(std::string route, place& held) {
  held.reset();
  auto slot = co_await throttle_.acquire();
  held.emplace(std::move(slot));
  const auto token = secret_.token();
  if (!token) co_return token.error();
  http_request request;
  request.target = std::move(route);
  request.authorization = authorization(*token);
  const auto deadline = clock_type::now() + timeout_;
  auto answer = co_await transport_->get(std::move(request), deadline);
  if (!answer) co_return answer.error();
  heed(*answer);
  redact(answer->body, *token);
  if (const auto failed = find_api_error(answer->status, answer->body)) {
    if (failed->code == errc::unauthorized) secret_.invalidate();
    co_return *failed;
  }
  co_return std::move(answer->body);
}

std::string client::authorization(const std::string& token) const {
  switch (scheme_) {
    case auth_scheme::bearer: return "Bearer " + token;
    case auth_scheme::raw: return token;
    case auth_scheme::simple: break;
  }
  return "Simple " + token;
}

void client::heed(const http_response& answer) {
  if (answer.status != 429 && answer.status != 503) return;
  if (!answer.retry_after) return;
  // In seconds: a date of the year 9999 is more nanoseconds than there is room for.
  const auto pause = std::min<std::chrono::seconds>(*answer.retry_after, longest_pause);
  throttle_.pause_until(clock_type::now() + pause);
}

}  // namespace algolog
