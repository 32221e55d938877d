#pragma once

#include <algorithm>
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
template <class Record>
struct paged_collection {
  collection what;
  std::string (*route)(const algorithm_ref&, std::size_t limit, const std::optional<std::string>&);
  std::string (*route_of_one)(const algorithm_ref&, std::string_view key);  ///< or nullptr
  result<parsed<Record>> (*parse)(std::string_view results);
  std::string Record::*key;
  std::optional<std::int64_t> watched_algorithm::*walked_at;
  walk_retry watch::*retry;
  std::chrono::milliseconds algorithm_config::*interval;
};

/// Whether the cluster has one record of which no page told.
boost::asio::awaitable<result<bool>> is_there(watch& who, std::string route);

/// A walk through the pages of one collection. Each page is stored before the next is asked for.
template <class Record>
class page_poll {
 public:
  page_poll(watch& who, const paged_collection<Record>& pages, bool complete)
      : target_(who),
        pages_(pages),
        of_(who.known.ref),
        last_full_walk_(who.known.*pages.walked_at),
        walk_(complete || whole_walk_due(), who.cluster.page_limit) {}

  boost::asio::awaitable<poll_report> run() {
    while (!walk_.done() && report_.outcome.code == errc::ok) {
      co_await next_page();
      if (passed_on()) co_return again();
    }
    if (report_.outcome.code == errc::ok && walk_.to_conclude(report_.added > 0)) {
      co_await conclude();
      if (passed_on()) co_return again();
    }
    settle();
    co_return std::move(report_);
  }

 private:
  bool whole_walk_due() const {
    return full_walk_due(last_full_walk_, target_.cluster.now()) &&
           !(target_.*pages_.retry).waits(std::chrono::steady_clock::now());
  }

  /// The name may pass to another algorithm, whose pages then come by it.
  bool passed_on() const {
    const auto& now = target_.known.ref;
    const bool other = !of_.uuid.empty() && !now.uuid.empty() && of_.uuid != now.uuid;
    return target_.outdated || other || of_.owner != now.owner || of_.name != now.name;
  }

  /// Nothing more of this walk is stored; the next one begins at once.
  poll_report again() {
    report_.more_due = report_.outcome.code == errc::ok;
    return std::move(report_);
  }

  boost::asio::awaitable<void> next_page() {
    const auto route = pages_.route(of_, walk_.limit(), walk_.marker());
    client::place held;
    auto body = co_await target_.cluster.get(route, held);
    if (!body && walk_.retry_after(body.error().code)) {
      target_.cluster.page_limit = walk_.limit();
      co_return;
    }
    if (passed_on()) co_return;
    auto page = body ? read(*body) : result<page_of<Record>>(body.error());
    if (!page) {
      report_.fail(page.error());
      auto bad_body = body ? std::move(*body) : std::string();
      co_await store_failure(target_, pages_.what, route, page.error(), std::move(bad_body));
      co_return;
    }
    std::string().swap(*body);  // not held while the store works
    page->poll = facts_of(target_, route, held);
    co_await store(std::move(*page));
  }

  /// Turns the body of one page into what the store takes; the walk moves on.
  result<page_of<Record>> read(std::string_view body) {
    const auto page = parse_page(body);
    if (!page) return page.error();
    auto records = pages_.parse(page->results);
    if (!records) return records.error();
    page_of<Record> out;
    out.records = std::move(records->records);
    out.refused = std::move(records->refused);
    for (const auto& record : out.records) walk_.show(record.*pages_.key);
    walk_.refuse(out.refused.size());
    out.stage = walk_.on_page(page->marker);
    if (walk_.done()) out.stage = last_stage();
    return out;
  }

  /// A page without a successor may not be the last: what is new stays in doubt until concluded.
  walk_stage last_stage() const {
    return walk_.to_conclude(report_.added > 0) ? walk_stage::more : walk_stage::ended;
  }

  boost::asio::awaitable<void> store(page_of<Record> page) {
    page.may_end_early = walk_.may_end_early();
    page.last_full_walk = last_full_walk_;
    page.walk = walk_.facts((target_.*pages_.retry).doubt());
    const auto served = page.records.size() + page.refused.size();
    const auto stage = page.stage;
    const auto stored = co_await target_.store.append(std::move(page));
    if (!stored) {
      report_.fail(stored.error());
      co_return;
    }
    report_.add(*stored, served);
    target_.known.*pages_.walked_at = stored->walked_at;
    if (stage == walk_stage::more && walk_.may_end_early() && stored->only_finished_known) {
      walk_.end_early();
    }
  }

  /// The last page was seen. An answer that was cut short looks like the last page, too: so the
  /// cluster is asked for what is stored and was not shown.
  boost::asio::awaitable<void> conclude() {
    co_await ask_for_hidden();
    if (report_.outcome.code != errc::ok || passed_on()) co_return;
    walk_.conclude();
    page_of<Record> last;
    last.stage = walk_stage::completed;
    auto route = pages_.route(of_, walk_.limit(), std::nullopt);
    const auto now = target_.cluster.now();
    last.poll = {target_.known.algorithm_id, std::move(route), now, now};
    co_await store(std::move(last));
  }

  boost::asio::awaitable<void> ask_for_hidden() {
    if (pages_.route_of_one == nullptr) co_return;
    auto shown = walk_.take_shown();
    const auto hidden = co_await target_.store.call(&store::builds_not_shown,
                                                    target_.known.algorithm_id, std::move(shown));
    if (!hidden) {
      report_.fail(hidden.error());
      co_return;
    }
    for (const auto& key : *hidden) {
      const auto route = pages_.route_of_one(of_, key);
      const auto there = co_await is_there(target_, route);
      if (there && *there) walk_.miss(key);
      if (there) continue;
      report_.fail(there.error());
      co_await store_failure(target_, pages_.what, route, there.error(), std::string());
      co_return;
    }
  }

  /// What the walk came to.
  void settle() {
    auto& retry = target_.*pages_.retry;
    const auto now = std::chrono::steady_clock::now();
    if (report_.outcome.code != errc::ok) {
      retry.on_broken(now);
      return;
    }
    retry.on_walk(walk_.whole(), walk_.doubt(), target_.settings.*pages_.interval, now);
    if (!retry.doubt().empty()) report_.fail({errc::incomplete, retry.doubt()});
  }

  watch& target_;
  const paged_collection<Record>& pages_;
  algorithm_ref of_;
  std::optional<std::int64_t> last_full_walk_;
  page_walk walk_;
  poll_report report_;
};

}  // namespace algolog
