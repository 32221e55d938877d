#include "poll/news.hpp"

#include <spdlog/spdlog.h>

#include "service/journal.hpp"
#include "service/log.hpp"
#include "store/backlog.hpp"
#include "text/iso8601.hpp"
#include "text/number.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

/// Makes what is logged findable in the journal by what it is about.
class subject {
 public:
  subject(const watch& who, collection what)
      : algorithm_(who.display()), scope_({who.cluster.name(), algorithm_, name_of(what)}) {}

 private:
  std::string algorithm_;
  log_scope scope_;
};

std::string with_advice(const error& why, const std::string& what_to_do) {
  auto text = printable(to_string(why));
  if (!what_to_do.empty()) text += "; " + what_to_do;
  return text;
}

std::string in_seconds(std::chrono::milliseconds lasted) {
  return format_duration(std::chrono::duration_cast<std::chrono::seconds>(lasted));
}

std::string spell(const health& faults, health::time now) {
  return fmt::format("after {} and {}", in_seconds(faults.failing_for(now)),
                     counted(faults.ended_failures(), "failed poll"));
}

std::string with_dropped(std::string text, std::size_t dropped) {
  if (dropped > 0) text += fmt::format("; {} did not fit into memory", counted(dropped, "poll"));
  return text;
}

std::string cause_of(const gap& found, const window_facts& window, const watch& who) {
  if (found.reason == gap_reason::outage) {
    return "no poll succeeded for longer than the 7 days that the cluster shows";
  }
  return fmt::format(
      "more failed between two polls than the {} executions that the cluster shows; a shorter"
      " poll.errors_min_interval ({} now) loses less",
      window.limit, format_duration(who.settings.errors_min_interval));
}

std::string what_is_done(const client& cluster, errc why) {
  const bool key = why == errc::unauthorized || why == errc::no_credentials;
  if (!key) return "asking with one request at a time until it answers";
  return cluster.key_may_change() ? "asking again when that changes, and every few minutes"
                                  : "asking again every few minutes";
}

void log_one(const poll_ended& of) {
  const auto& who = *of.who;
  const auto& report = *of.report;
  const subject about(who, of.what);
  const auto where = fmt::format("{} {}", who.cluster.name(), who.display());
  if (report.added > 0 || report.updated > 0) {
    const auto changed = report.updated == 0 ? "" : fmt::format(", {} changed", report.updated);
    spdlog::info("{}: {}: {} new{}", where, name_of(of.what), report.added, changed);
  }
  spdlog::debug("{}: {}: polled, {}, {} records", where, name_of(of.what),
                name_of(report.outcome.code), report.records);
  if (report.quarantined > 0) {
    // As long as pages end too soon that is said of the target, once.
    const bool told = report.outcome.code == errc::incomplete;
    spdlog::log(told ? spdlog::level::debug : spdlog::level::warn,
                "{}: {}: {} of {} records not understood or in conflict, kept in quarantine", where,
                name_of(of.what), report.quarantined, report.records);
  }
}

void log_one(const target_fault& of) {
  const auto& who = *of.who;
  const subject about(who, of.what);
  const auto where = fmt::format("{} {}: {}", who.cluster.name(), who.display(), name_of(of.what));
  if (of.news == health::news::ended) {
    spdlog::info("{}: works again {}", where, spell(of.faults, of.at));
  } else {
    const auto what_to_do =
        advice(of.why.code, of.what == collection::errors, who.cluster.key_source());
    spdlog::warn("{}: {}", where, with_advice(of.why, what_to_do));
  }
}

void log_one(const cluster_fault& of) {
  const auto& where = *of.where;
  const log_scope about({where.name(), {}, {}});
  if (of.news == health::news::ended) {
    spdlog::info("{} ({}): works again {}", where.name(), where.base(), spell(of.faults, of.at));
  } else {
    const auto what_to_do = advice(of.why.code, false, where.key_source());
    spdlog::warn("{} ({}): {}; {}", where.name(), where.base(), with_advice(of.why, what_to_do),
                 what_is_done(where, of.why.code));
  }
}

void log_one(const cluster_paused& of) {
  const auto& where = *of.where;
  const log_scope about({where.name(), {}, {}});
  const auto before = of.pauses > 1 ? fmt::format("; {} since that was told last",
                                                  counted(of.pauses - 1, "other pause"))
                                    : std::string();
  spdlog::warn("{} ({}): wants to be left alone: nothing is asked until {} ({}){}", where.name(),
               where.base(), format_iso8601(of.last.until_at), printable(of.last.why), before);
}

void log_one(const window_left_gaps& of) {
  const auto& who = *of.who;
  const auto& gaps = of.window->gaps;
  const subject about(who, collection::errors);
  const auto where = fmt::format("{} {}: errors", who.cluster.name(), who.display());
  for (const auto& gap : gaps) {
    spdlog::log(of.news == loss::news::began ? spdlog::level::warn : spdlog::level::debug,
                "{}: those made from {} to {} may be missing: {}; see the table gaps", where,
                format_iso8601(gap.from), format_iso8601(gap.to), cause_of(gap, *of.window, who));
  }
  if (of.news == loss::news::goes_on) {
    spdlog::warn(
        "{}: those made from {} to {} may be missing, found by each of {} polls in {}: {};"
        " see the table gaps",
        where, format_iso8601(of.losing.from()), format_iso8601(of.losing.to()),
        of.losing.findings(), in_seconds(of.losing.lasted(of.at)),
        cause_of(gaps.back(), *of.window, who));
  }
  if (of.news == loss::news::ended) spdlog::info("{}: no longer missed", where);
}

void log_one(const algorithm_identified& of) {
  const auto& who = *of.who;
  const subject about(who, collection::algorithm);
  if (of.twin != nullptr) {
    spdlog::info("{} {}: is {} as well, which is polled already", who.cluster.name(),
                 who.settings.ref.display(), of.twin->display());
  } else if (!who.settings.ref.has_name() && who.known.ref.has_name()) {
    spdlog::info("{} {}: is {}", who.cluster.name(), who.settings.ref.display(), who.display());
  }
}

}  // namespace

void log(const event& what) {
  std::visit([](const auto& of) { log_one(of); }, what);
}

void log_store(const std::string& database, const store_news& news) {
  const auto memory = format_size(backlog::most_bytes);
  switch (news.what) {
    case store_news::kind::failing:
      spdlog::error(
          "database {}: {}; polls go on: new errors wait in memory, at most {}, and all else is "
          "fetched again as long as the cluster shows it",
          database, printable(news.why.detail), memory);
      break;
    case store_news::kind::full:
      spdlog::error(
          "database {}: the errors that wait fill {}: newer ones are fetched again as long as the "
          "cluster shows them",
          database, memory);
      break;
    case store_news::kind::works_again:
      if (news.gaps > 0) {
        spdlog::warn(
            "database {}: errors may be missing: {} found in what waited in memory; see"
            " the table gaps",
            database, counted(news.gaps, "gap"));
      }
      spdlog::info("database {}: {}", database,
                   with_dropped(fmt::format("works again after {} and {}; {} stored that waited",
                                            in_seconds(news.lasted),
                                            counted(news.failed_commits, "failed commit"),
                                            counted(news.polls, "poll")),
                                news.dropped));
      break;
    case store_news::kind::reopened:
      spdlog::warn(
          "database {}: {}; the file there now is used from here on, and what was stored before is"
          " in the former one",
          database, printable(news.why.detail));
      break;
    case store_news::kind::unstorable:
      spdlog::error("database {}: errors that waited in memory cannot be stored: {}", database,
                    printable(news.why.detail));
      break;
    case store_news::kind::lost:
      spdlog::error("database {}: {}", database,
                    with_dropped(fmt::format("the errors of {} that waited in memory are not "
                                             "stored; the cluster is asked again at the next start",
                                             counted(news.polls, "poll")),
                                 news.dropped));
      break;
    case store_news::kind::committed: break;
  }
}

}  // namespace algolog
