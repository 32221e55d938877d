#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "api/errors.hpp"
#include "api/route.hpp"
#include "clock.hpp"
#include "milliseconds.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

/// The gaps that a poll found, with those that nobody was told of yet.
std::vector<gap> take_gaps(watch& who, const std::vector<gap>& found) {
  auto all = std::exchange(who.noted_gaps, {});
  all.insert(all.end(), found.begin(), found.end());
  who.loses = !found.empty();
  return all;
}

/// Writes to the ledger that the window is the one before, when it suits. Gaps that follow are told
/// by the next poll of the route.
asio::awaitable<void> note_unchanged(watch& who, poll_facts facts) {
  auto stored = co_await who.store.call_patiently(&store::append_unchanged, std::move(facts),
                                                  collection::errors, who.errors_records);
  who.ledger_fails = !stored;
  if (stored) who.noted_gaps = take_gaps(who, *stored);
}

/// The same at once.
asio::awaitable<result<std::vector<gap>>> append_unchanged(watch& who, poll_facts facts) {
  auto stored = co_await who.store.call(&store::append_unchanged, std::move(facts),
                                        collection::errors, who.errors_records);
  who.ledger_fails = !stored;
  co_return stored;
}

/// Most answers are the one before: nothing is parsed, and nobody waits for the ledger, unless the
/// last one could not be written or told of a loss.
asio::awaitable<poll_report> store_unchanged(watch& who, poll_facts facts) {
  poll_report report;
  report.records = who.errors_records;
  std::vector<gap> found;
  if (who.ledger_fails || who.errors_waiting || who.loses) {
    auto stored = co_await append_unchanged(who, std::move(facts));
    if (!stored) {
      report.fail(stored.error());
      co_return report;
    }
    found = take_gaps(who, *stored);
  } else {
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, note_unchanged(who, std::move(facts)), asio::detached);
  }
  report.window.emplace();
  report.window->limit = who.window_limit;
  report.window->gaps = std::move(found);
  // The database works again, and nothing waits in memory any more. It is not known here whether
  // all of that was stored: the next poll stores the window once more and adds what is missing.
  if (who.errors_waiting) who.errors_mark = {};
  co_return report;
}

void remember(watch& who, const client::place& held, std::size_t records) {
  who.errors_mark = held.answer;
  who.errors_tag = held.told_by;
  who.errors_records = records;
}

/// A cluster, or a cache before it, may say for ever that nothing has changed: now and then it has
/// to send all of it.
validator tag_to_ask_by(const watch& who) {
  constexpr std::int64_t longest_unseen = 10 * minute_ms;
  return uptime_ms() - who.errors_sent_at < longest_unseen ? who.errors_tag : validator();
}

/// The records of the answer that are to be looked at: those that are not known, or all of them
/// where some belong together with a known one.
result<parsed<error_record>> read_records(std::string& body, const watch& who,
                                          const client::place& held) {
  auto& sieve = *held.sieve;
  auto parsed = parse_errors(body, who.known.ref);
  if (parsed && sieve.parts_execution(parsed->records)) {
    body = sieve.whole();
    held.key->apply(body);
    parsed = parse_errors(body, who.known.ref);
  }
  sieve.forget_whole();  // nothing of the answer is kept while the store works
  return parsed;
}

/// What the route is known to show once the batch is stored. Nothing that is refused or contradicts
/// its row is taken for known: it is looked at again with each change.
void keep_window(watch& who, known_window shown, const append_result& stored) {
  if (stored.refused == 0 && stored.conflicts == 0) {
    who.windows.keep(who, std::move(shown));
  } else {
    who.windows.forget(who);
  }
}

/// An answer that is not the one before. `forgotten`: by the watch, when it was asked for.
asio::awaitable<poll_report> store_window(watch& who, const client::place& held, std::string body,
                                          poll_facts facts, std::size_t forgotten) {
  poll_report report;
  auto parsed = read_records(body, who, held);
  if (!parsed) {
    report.fail(parsed.error());
    auto route = facts.route;
    co_await store_failure(who, collection::errors, std::move(route), parsed.error(),
                           std::move(body));
    co_return report;
  }
  std::string().swap(body);  // not held while the store works
  auto shown = held.sieve->after(parsed->records);
  errors_batch batch;
  batch.poll = std::move(facts);
  batch.records = std::move(parsed->records);
  batch.refused = std::move(parsed->refused);
  batch.known = held.sieve->known();
  const auto served = batch.size();
  auto stored = co_await who.store.append(std::move(batch));
  if (!stored) {
    report.fail(stored.error());
    // As long as a window waits in memory, the same window need not wait there a second time.
    if (report.outcome.code == errc::store_waiting) {
      who.errors_waiting = true;
      if (forgotten == who.forgotten) remember(who, held, served);
    }
    co_return report;
  }
  report.add(*stored, served);
  if (stored->unreadable) {
    report.fail({errc::unexpected_shape, "no record of the answer can be read"});
    co_return report;
  }
  who.window_limit = stored->window.limit;
  report.window = std::move(stored->window);
  report.window->gaps = take_gaps(who, report.window->gaps);
  who.errors_waiting = false;
  if (forgotten != who.forgotten) co_return report;  // what is known by this poll is out of date
  keep_window(who, std::move(shown), *stored);
  remember(who, held, served);
  // A refused record may be understood once the algorithm's name is known: look at it again then.
  if (report.refused > 0) who.errors_mark = {};
  co_return report;
}

}  // namespace

asio::awaitable<poll_report> poll_errors(watch& who) {
  poll_report report;
  const auto route = errors_route(who.settings.ref);
  const auto forgotten = who.forgotten;
  window_sieve sieve(who.windows.of(who));
  client::place held;
  held.known = who.errors_mark;
  held.known_by = tag_to_ask_by(who);
  held.sieve = &sieve;
  auto body = co_await who.cluster.get(route, held);
  if (!body) {
    report.fail(body.error());
    co_await store_failure(who, collection::errors, route, body.error(), std::string());
    co_return report;
  }
  if (!held.not_sent) who.errors_sent_at = uptime_ms();
  auto facts = facts_of(who, route, held);
  if (held.same()) {
    held.slot.reset();  // nothing of the answer is kept while the store works
    report = co_await store_unchanged(who, std::move(facts));
  } else {
    report = co_await store_window(who, held, std::move(*body), std::move(facts), forgotten);
  }
  co_return report;
}

}  // namespace algolog
