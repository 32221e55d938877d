#include "api/builds.hpp"
#include "api/route.hpp"
#include "poll/page_poll.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

constexpr paged_collection<build_record> build_pages{collection::builds,
                                                     builds_route,
                                                     build_route,
                                                     parse_builds,
                                                     &build_record::build_id,
                                                     &watched_algorithm::builds_walked_at,
                                                     &watch::builds_retry,
                                                     &algorithm_config::builds_interval};

constexpr std::size_t max_revisits = 20;  // requests, per poll

/// Asks for one build that is in progress and that no page showed.
asio::awaitable<void> revisit(watch& who, std::string build_id, poll_report& report) {
  const auto route = build_route(who.known.ref, build_id);
  client::place held;
  auto body = co_await who.cluster.get(route, held);
  if (!body && body.error().code == errc::missing) {
    const auto now = who.cluster.now();
    const auto noted =
        co_await who.store.call(&store::build_vanished, who.known.algorithm_id, build_id, now);
    if (!noted) report.fail(noted.error());
    co_return;
  }
  auto build = body ? parse_build(*body) : result<build_record>(body.error());
  if (!build) {
    report.fail(build.error());
    auto bad_body = body ? std::move(*body) : std::string();
    co_await store_failure(who, collection::builds, route, build.error(), std::move(bad_body));
    co_return;
  }
  builds_page page;
  page.poll = facts_of(who, route, held);
  page.records.push_back(std::move(*build));
  page.stage = walk_stage::single;
  const auto stored = co_await who.store.append(std::move(page));
  if (stored) {
    report.add(*stored, 1);
  } else {
    report.fail(stored.error());
  }
}

}  // namespace

asio::awaitable<poll_report> poll_builds(watch& who, bool complete) {
  const auto began = uptime_ms();
  page_poll<build_record> pages(who, build_pages, complete);
  auto report = co_await pages.run();
  const auto walked = report.outcome;
  if ((walked.code != errc::ok && walked.code != errc::incomplete) || report.more_due) {
    co_return report;
  }
  report.outcome = {};
  const auto began_at = who.cluster.time_at(began);  // the pages may have told what time it is
  const auto unseen = co_await who.store.call(&store::builds_to_revisit, who.known.algorithm_id,
                                              began_at, max_revisits);
  if (!unseen) {
    report.fail(unseen.error());
    co_return report;
  }
  for (const auto& build_id : *unseen) {
    if (who.outdated) break;
    co_await revisit(who, build_id, report);
    if (report.outcome.code != errc::ok) co_return report;
  }
  report.outcome = walked;
  co_return report;
}

}  // namespace algolog
