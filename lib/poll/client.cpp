#include "poll/client.hpp"

#include <algorithm>
#include <utility>

#include "api/api_error.hpp"

namespace algolog {
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;
namespace {

constexpr int most_asked = 4;  // while it is in doubt what time it is

transport_options options_of(const cluster_config& cluster, const poll_config& poll) {
  transport_options options;
  options.url = cluster.url;
  options.proxy = cluster.proxy;
  options.ca_file = cluster.ca_file;
  options.max_body = poll.max_body;
  options.max_idle = cluster.max_in_flight;
  return options;
}

}  // namespace

client::client(asio::any_io_executor executor, const cluster_config& cluster,
               const poll_config& poll)
    : client(executor, cluster, poll, connect(executor, cluster, poll)) {}

client::client(asio::any_io_executor executor, const cluster_config& cluster,
               const poll_config& poll, std::unique_ptr<transport> connected)
    : name_(cluster.name),
      base_(cluster.url.display()),
      scheme_(cluster.auth),
      timeout_(poll.timeout),
      secret_(cluster.key),
      throttle_(executor, cluster.max_in_flight, cluster.requests_per_second),
      clock_(now_ms(), uptime_ms()),
      transport_(std::move(connected)) {}

std::unique_ptr<transport> client::connect(asio::any_io_executor executor,
                                           const cluster_config& cluster, const poll_config& poll) {
  return make_https_transport(std::move(executor), options_of(cluster, poll));
}

void client::configure(const cluster_config& cluster, const poll_config& poll,
                       std::unique_ptr<transport> connected) {
  const auto before = std::exchange(base_, cluster.url.display());
  if (base_ != before) clock_ = cluster_clock(now_ms(), uptime_ms());
  scheme_ = cluster.auth;
  timeout_ = poll.timeout;
  secret_ = secret(cluster.key);
  throttle_.configure(cluster.max_in_flight, cluster.requests_per_second);
  transport_ = std::move(connected);
}

asio::awaitable<result<std::string>> client::get(std::string route) {
  place held;
  auto body = co_await get(std::move(route), held);
  co_return body;
}

asio::awaitable<result<std::string>> client::get(std::string route, place& held) {
  held.slot.reset();
  auto slot = co_await throttle_.acquire();
  held.slot.emplace(std::move(slot));
  auto body = co_await ask_with_key(route, held);
  for (int asked = 1; body && clock_.in_doubt() && asked < most_asked; ++asked) {
    std::string().swap(*body);  // never two of them in memory
    body = co_await ask_with_key(route, held);
  }
  co_return body;
}

asio::awaitable<result<std::string>> client::ask_with_key(std::string route, place& held) {
  const auto token = secret_.token();
  if (!token) co_return token.error();
  auto body = co_await ask(route, *token, held);
  if (body || body.error().code != errc::unauthorized) co_return body;
  // The key file may have been replaced since it was read. The same key is not sent again.
  secret_.invalidate();
  const auto fresh = secret_.token();
  if (!fresh) co_return fresh.error();
  if (*fresh == *token) co_return body;
  body = co_await ask(route, *fresh, held);
  co_return body;
}

asio::awaitable<result<std::string>> client::ask(std::string route, std::string token,
                                                 place& held) {
  http_request request;
  request.route = route;
  request.authorization = authorization(token);
  if (held.known) request.known = held.known_by;
  const bool conditional = !request.known.text.empty();
  const auto deadline = clock_type::now() + timeout_;
  // The key must go to the host it belongs to, even when another is configured meanwhile.
  const auto sender = transport_;
  const auto asked = uptime_ms();
  auto answer = co_await sender->get(std::move(request), deadline);
  held.key = redaction_of(token);
  const auto& clean = *held.key;
  if (!answer) {
    auto why = answer.error();
    clean.apply(why.detail);  // as the words of a proxy
    co_return why;
  }
  const auto wait = heed(*answer, route, asked);
  held.asked_at = time_at(asked);
  // Most answers are the one before. The key was taken out of that one, and it was no error.
  held.not_sent = conditional && answer->status == 304;
  if (held.not_sent) {
    held.answer = held.known;
    held.told_by = held.known_by;
    co_return std::string();
  }
  held.told_by = std::move(answer->tag);
  const bool successful = answer->status == 200;
  held.answer = successful ? mark_of(answer->body) : mark();
  if (held.same()) co_return std::string();
  if (successful && held.sieve != nullptr) held.sieve->apply(answer->body);
  clean.apply(answer->body);
  if (auto failed = find_api_error(answer->status, answer->body)) {
    failed->retry_after = wait;
    co_return std::move(*failed);
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

std::shared_ptr<const redaction> client::redaction_of(const std::string& token) {
  if (!redaction_ || token != redacted_) {
    redaction_ = std::make_shared<const redaction>(token);
    redacted_ = token;
  }
  return redaction_;
}

/// How long the route is to be left alone.
std::chrono::seconds client::heed(const http_response& answer, const std::string& route,
                                  std::int64_t asked) {
  if (answer.date) clock_.on_date({*answer.date, asked, uptime_ms(), now_ms()});
  const auto random = std::uniform_real_distribution<double>()(random_);
  const auto now = clock_type::now();
  const auto wait = slowdown_.on_answer(route, answer.status, answer.retry_after, now, random);
  if (wait.cluster) take_pause(*wait.cluster, answer.status, route);
  if (!wait.route) return {};
  return std::chrono::ceil<std::chrono::seconds>(*wait.route - now);
}

void client::take_pause(clock_type::time_point until, unsigned status, const std::string& route) {
  throttle_.pause_until(until);
  if (pause_ && pause_->until >= until) return;
  const auto length = std::chrono::ceil<std::chrono::milliseconds>(until - clock_type::now());
  pause_ = pause{until, now() + length.count(), std::to_string(status) + " from GET " + route};
}

}  // namespace algolog
