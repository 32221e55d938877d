#include <algorithm>

#include "api/builds.hpp"
#include "api/route.hpp"
#include "api/versions.hpp"
#include "milliseconds.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

constexpr std::size_t logs_per_poll = 20;
constexpr std::int64_t first_wait = 15 * second_ms;
constexpr std::int64_t longest_wait = hour_ms;
constexpr std::int64_t max_attempts = 180;  // the last ones an hour apart: about a week in all

/// When to ask again for a log that is not there yet; nothing after the last attempt.
std::optional<std::int64_t> next_attempt(std::int64_t attempts, std::int64_t now) {
  if (attempts + 1 >= max_attempts) return std::nullopt;
  const auto doublings = std::min<std::int64_t>(attempts, 12);
  return now + std::min(first_wait << doublings, longest_wait);
}

/// Whether the answer is about this one build; any other failure concerns the next build as well.
bool concerns_one_build(errc why) noexcept {
  switch (why) {
    case errc::missing:
    case errc::forbidden:
    case errc::not_offered:
    case errc::server_error:
    case errc::unexpected_status:
    case errc::not_json:
    case errc::unexpected_shape:
    case errc::too_large: return true;
    default: return false;
  }
}

/// `GET …/builds/BUILD_ID/logs`: 404 until the build has ended.
asio::awaitable<result<fetched_log>> from_builds(watch& who, const pending_log& pending,
                                                 client::place& held) {
  fetched_log out;
  out.poll.route = build_log_route(who.known.ref, pending.build_id);
  auto body = co_await who.cluster.get(out.poll.route, held);
  if (!body) co_return body.error();
  auto log = parse_build_log(*body);
  if (!log) {
    co_await store_failure(who, collection::logs, out.poll.route, log.error(), std::move(*body));
    co_return log.error();
  }
  out.log = std::move(*log);
  out.source = "builds";
  co_return out;
}

/// `GET …/versions/GIT_HASH`, whose `compilation.output` is the log of the build it was made of.
asio::awaitable<result<fetched_log>> from_versions(watch& who, const pending_log& pending,
                                                   client::place& held) {
  fetched_log out;
  out.poll.route = version_route(who.known.ref, *pending.version_hash);
  auto body = co_await who.cluster.get(out.poll.route, held);
  if (!body) co_return body.error();
  auto log = parse_version_log(*body);
  if (!log) {
    co_await store_failure(who, collection::logs, out.poll.route, log.error(), std::move(*body));
    co_return log.error();
  }
  if (!*log) co_return error{errc::missing, "the version has no compilation.output"};
  out.log = std::move(**log);
  out.source = "versions";
  co_return out;
}

asio::awaitable<error> fetch_log(watch& who, const pending_log& pending, poll_report& report) {
  client::place held;
  auto log = co_await from_builds(who, pending, held);
  if (!log && concerns_one_build(log.error().code) && pending.version_hash) {
    log = co_await from_versions(who, pending, held);
  }
  if (!log && !concerns_one_build(log.error().code)) co_return log.error();
  if (!log) {
    const auto now = who.cluster.now();
    const auto noted =
        co_await who.store.call(&store::log_missed, who.known.algorithm_id, pending.build_id,
                                next_attempt(pending.attempts, now));
    co_return noted ? error{} : noted.error();
  }
  log->poll = facts_of(who, std::move(log->poll.route), held);
  log->build_id = pending.build_id;
  const auto stored = co_await who.store.append(std::move(*log));
  if (!stored) co_return stored.error();
  ++report.records;
  ++report.added;
  co_return error{};
}

}  // namespace

asio::awaitable<poll_report> poll_logs(watch& who) {
  poll_report report;
  const auto now = who.cluster.now();
  const auto pending =
      co_await who.store.call(&store::pending_logs, who.known.algorithm_id, now, logs_per_poll);
  if (!pending) {
    report.fail(pending.error());
    co_return report;
  }
  report.asked = !pending->empty();
  for (const auto& one : *pending) {
    auto failed = co_await fetch_log(who, one, report);
    if (failed.code == errc::ok) continue;
    const auto route = build_log_route(who.known.ref, one.build_id);
    co_await store_failure(who, collection::logs, route, failed, std::string());
    report.fail(std::move(failed));
    co_return report;
  }
  report.more_due = pending->size() == logs_per_poll;
  report.asked = report.added > 0;  // a log that is not there may be the cluster's fault
  co_return report;
}

}  // namespace algolog
