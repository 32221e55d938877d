#include "poll/poll.hpp"

#include "milliseconds.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

/// The row of the algorithm must exist before anything can refer to it.
asio::awaitable<error> ensure_row(watch& who) {
  const auto file = who.store.opened();
  const bool same_file = who.file == file;
  if (who.known.algorithm_id != 0 && !who.outdated && same_file) co_return error{};
  const auto now = who.cluster.now();
  auto row = co_await who.store.call(&store::watch, who.cluster.name(), who.settings.ref, now);
  if (!row) co_return row.error();
  who.become(std::move(*row));
  who.file = file;
  if (!same_file) who.forget_window();  // another file may lack what was stored before
  co_return error{};
}

constexpr int most_look_ups = 5;  // in a row, of one that fails by chance

/// Whether another try may soon be answered otherwise. Even a 404 may be a fault of the moment.
bool may_be_chance(errc why) noexcept {
  switch (why) {
    case errc::connection_closed:
    case errc::bad_http:
    case errc::missing:
    case errc::forbidden:
    case errc::not_offered:
    case errc::throttled:
    case errc::server_error:
    case errc::unexpected_status:
    case errc::not_json:
    case errc::unexpected_shape: return true;
    default: return false;
  }
}

/// Finds out whether a new name is another name of an algorithm that is watched already: then what
/// it shows for the first time is news, and not history.
asio::awaitable<void> become_familiar(watch& who) {
  for (int tries = 0; who.known.unfamiliar && tries < most_look_ups; ++tries) {
    const auto found = co_await poll_algorithm(who);
    if (!may_be_chance(found.outcome.code)) break;
  }
  who.known.unfamiliar = false;  // also when it was asked in vain
}

bool needs_name(collection what) noexcept {
  return what == collection::builds || what == collection::logs || what == collection::versions;
}

}  // namespace

asio::awaitable<poll_report> poll(watch& who, collection what, bool complete) {
  poll_report report;
  report.outcome = co_await ensure_row(who);
  if (report.outcome.code != errc::ok) co_return report;
  if (needs_name(what) && !who.known.ref.has_name()) {
    report.asked = false;
    report.fail({errc::missing, "the owner and name of this UUID are not known, see its look-up"});
    co_return report;
  }
  switch (what) {
    case collection::algorithm: report = co_await poll_algorithm(who); break;
    case collection::errors:
      co_await become_familiar(who);
      report = co_await poll_errors(who);
      break;
    case collection::builds: report = co_await poll_builds(who, complete); break;
    case collection::logs: report = co_await poll_logs(who); break;
    case collection::versions: report = co_await poll_versions(who, complete); break;
  }
  co_return report;
}

poll_facts facts_of(const watch& who, std::string route, const client::place& held) {
  return {who.known.algorithm_id, std::move(route),        who.cluster.now(),
          held.asked_at,          who.cluster.told_time(), who.file};
}

asio::awaitable<void> store_failure(watch& who, collection what, std::string route, error why,
                                    std::string bad_body) {
  failed_poll failed;
  const auto now = who.cluster.now();
  failed.poll = {who.known.algorithm_id, std::move(route), now, now};
  failed.what = what;
  const bool too_much = why.code == errc::too_large && !bad_body.empty();
  if (why.code == errc::not_json || why.code == errc::unexpected_shape || too_much) {
    failed.refused = refused_record{why.detail, std::move(bad_body)};
  }
  failed.why = std::move(why);
  // When the ledger cannot be written either, the failure still shows in the log.
  co_await who.store.append(std::move(failed));
}

bool full_walk_due(const std::optional<std::int64_t>& last_full_walk, std::int64_t now) noexcept {
  return !last_full_walk || now - *last_full_walk >= day_ms || now < *last_full_walk;
}

}  // namespace algolog
