#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/page.hpp"
#include "api/records.hpp"
#include "poll/page_walk.hpp"
#include "poll/poll.hpp"

namespace algolog {

/// What the walks through builds and through versions do not share.
template <class Page, class Record>
struct paged_collection {
  collection what;
  std::string (*route)(const algorithm_ref&, std::size_t limit, const std::optional<std::string>&);
  result<parsed<Record>> (*parse)(std::string_view results);
  std::optional<std::int64_t> watched_algorithm::*walked_at;
};

/// Turns the body of one page into what the store takes; `walk` moves on.
template <class Page, class Record>
result<Page> read_page(const paged_collection<Page, Record>& pages, std::string_view body,
                       page_walk& walk) {
  const auto page = parse_page(body);
  if (!page) return page.error();
  auto records = pages.parse(page->results);
  if (!records) return records.error();
  Page out;
  out.records = std::move(records->records);
  out.refused = std::move(records->refused);
  out.stage = walk.on_page(page->marker);
  out.may_end_early = walk.may_end_early();
  return out;
}

/// Walks through the pages, each stored before the next is asked for.
template <class Page, class Record>
boost::asio::awaitable<poll_report> poll_pages(watch& target, paged_collection<Page, Record> pages,
                                               bool complete) {
  poll_report report;
  auto& walked_at = target.known.*pages.walked_at;
  const auto last_full_walk = walked_at;
  page_walk walk(complete || full_walk_due(last_full_walk, target.cluster.now()),
                 target.cluster.page_limit);
  while (!walk.done()) {
    const auto route = pages.route(target.known.ref, walk.limit(), walk.marker());
    client::place held;
    auto body = co_await target.cluster.get(route, held);
    if (!body && walk.retry_after(body.error().code)) {
      target.cluster.page_limit = walk.limit();
      continue;
    }
    auto page = body ? read_page(pages, *body, walk) : result<Page>(body.error());
    if (!page) {
      report.fail(page.error());
      auto bad_body = body ? std::move(*body) : std::string();
      co_await store_failure(target, pages.what, route, page.error(), std::move(bad_body));
      co_return report;
    }
    std::string().swap(*body);  // not held while the store works
    page->poll = facts_of(target, route, held);
    page->last_full_walk = last_full_walk;
    const auto at = page->poll.at;
    const auto stage = page->stage;
    const auto served = page->records.size() + page->refused.size();
    const auto stored = co_await target.store.append(std::move(*page));
    if (!stored) {
      report.fail(stored.error());
      co_return report;
    }
    report.add(*stored, served);
    // The row's mark, as the store has just set it.
    if (stage == walk_stage::completed) {
      walked_at = at;
    } else if (walk.may_end_early() && stored->only_finished_known) {
      walked_at = last_full_walk;
      walk.end_early();
    } else if (stored->added > 0) {
      walked_at.reset();
    }
  }
  co_return report;
}

}  // namespace algolog
