#include "api/errors.hpp"
#include "api/route.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

/// Most answers are equal to the one before, and then nothing is parsed.
asio::awaitable<poll_report> store_unchanged(watch& who, poll_facts facts) {
  poll_report report;
  report.records = who.errors_records;
  auto stored = co_await who.store.call_patiently(&store::append_unchanged, std::move(facts),
                                                  collection::errors, who.errors_records);
  if (!stored) {
    report.fail(stored.error());
    co_return report;
  }
  report.window.emplace();
  report.window->limit = who.window_limit;
  report.window->gaps = std::move(*stored);
  // The database works again, and nothing waits in memory any more. It is not known here whether
  // all of that was stored: the next poll stores the window once more and adds what is missing.
  if (who.errors_waiting) who.errors_mark = {};
  co_return report;
}

void remember(watch& who, mark answer, std::size_t records) {
  who.errors_mark = answer;
  who.errors_records = records;
}

/// The records of the answer that are to be looked at: those that are not known, or all of them
/// where some belong together with a known one.
result<parsed<error_record>> read_records(std::string body, const watch& who,
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

}  // namespace

asio::awaitable<poll_report> poll_errors(watch& who) {
  poll_report report;
  const auto route = errors_route(who.settings.ref);
  window_sieve sieve(who.windows.of(who));
  client::place held;
  held.known = who.errors_mark;
  held.sieve = &sieve;
  auto body = co_await who.cluster.get(route, held);
  if (!body) {
    report.fail(body.error());
    co_await store_failure(who, collection::errors, route, body.error(), std::string());
    co_return report;
  }
  auto facts = facts_of(who, route, held);
  if (held.same()) {
    held.slot.reset();  // nothing of the answer is kept while the store works
    report = co_await store_unchanged(who, std::move(facts));
    co_return report;
  }
  auto parsed = read_records(*body, who, held);
  if (!parsed) {
    report.fail(parsed.error());
    co_await store_failure(who, collection::errors, route, parsed.error(), std::move(*body));
    co_return report;
  }
  std::string().swap(*body);
  auto shown = sieve.after(parsed->records);
  errors_batch batch;
  batch.poll = std::move(facts);
  batch.records = std::move(parsed->records);
  batch.refused = std::move(parsed->refused);
  batch.known = sieve.known();
  const auto served = batch.size();
  auto stored = co_await who.store.append(std::move(batch));
  if (!stored) {
    report.fail(stored.error());
    // As long as a window waits in memory, the same window need not wait there a second time.
    if (report.outcome.code == errc::store_waiting) {
      who.errors_waiting = true;
      remember(who, held.answer, served);
    }
    co_return report;
  }
  report.add(*stored, served);
  if (stored->unreadable) {
    report.fail({errc::unexpected_shape, "no record of the answer can be read"});
    co_return report;
  }
  keep_window(who, std::move(shown), *stored);
  who.window_limit = stored->window.limit;
  report.window = std::move(stored->window);
  // A refused record may be understood once the algorithm's name is known: look at it again then.
  who.errors_waiting = false;
  remember(who, report.refused == 0 ? held.answer : mark(), served);
  co_return report;
}

}  // namespace algolog
