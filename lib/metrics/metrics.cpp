#include "metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <iterator>
#include <mutex>
#include <utility>

#include "metrics/gauges.hpp"

namespace algolog {
namespace {

namespace prom = prometheus;
using counters = prom::Family<prom::Counter>;
using histograms = prom::Family<prom::Histogram>;

// Seconds. A poll may wait for its turn and for a slow cluster, a commit for the disk.
const prom::Histogram::BucketBoundaries poll_bounds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                    1,    2.5,   5,    10,  30,   60};
const prom::Histogram::BucketBoundaries commit_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,   0.25,   0.5,   1,    2.5,   5};

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

counters& make_counters(prom::Registry& in, const char* name, const char* help) {
  return prom::BuildCounter().Name(name).Help(help).Register(in);
}

histograms& make_histograms(prom::Registry& in, const char* name, const char* help) {
  return prom::BuildHistogram().Name(name).Help(help).Register(in);
}

std::vector<collection> collected(const cluster_config& cluster) {
  std::vector<collection> all{collection::algorithm};
  if (cluster.collect_errors) all.push_back(collection::errors);
  if (cluster.collect_builds) all.insert(all.end(), {collection::builds, collection::logs});
  if (cluster.collect_versions) all.push_back(collection::versions);
  return all;
}

}  // namespace

struct metrics::impl {
  prom::Registry registry;
  std::mutex places_mutex;
  algorithm_places places{gauges::most_algorithms};
  histograms& poll_duration =
      make_histograms(registry, "algologd_poll_duration_seconds",
                      "How long a poll took, from its begin to what it brought being stored.");
  counters& polls = make_counters(registry, "algologd_polls_total",
                                  "Polls that ended, by outcome: ok, or why they failed.");
  counters& stored =
      make_counters(registry, "algologd_records_stored_total",
                    "Records that were new and are stored; not those that first waited in "
                    "memory for the database.");
  counters& quarantined = make_counters(
      registry, "algologd_records_quarantined_total",
      "Records put into quarantine: not understood, or in conflict with a stored one.");
  prom::Histogram& commit_duration =
      make_histograms(registry, "algologd_commit_duration_seconds",
                      "How long a transaction took, its commit included.")
          .Add({}, commit_bounds);
  prom::Counter& commits =
      make_counters(registry, "algologd_commits_total", "Transactions committed.").Add({});

  void count(const prom::Labels& whose, const poll_report& report) {
    auto outcome = whose;
    outcome.emplace("outcome", std::string(name_of(report.outcome.code)));
    polls.Add(outcome).Increment();
    stored.Add(whose).Increment(static_cast<double>(report.added));
    quarantined.Add(whose).Increment(static_cast<double>(report.quarantined));
  }
};

metrics::metrics() : impl_(std::make_unique<impl>()) {}
metrics::~metrics() = default;

void metrics::expect(const config& settings) {
  for (const auto& cluster : settings.clusters) {
    for (const auto what : collected(cluster)) {
      const prom::Labels whose{{"cluster", cluster.name},
                               {"collection", std::string(name_of(what))}};
      impl_->polls.Add({{"cluster", cluster.name},
                        {"collection", std::string(name_of(what))},
                        {"outcome", std::string(name_of(errc::ok))}});
      impl_->stored.Add(whose);
      impl_->quarantined.Add(whose);
      impl_->poll_duration.Add(whose, poll_bounds);
    }
  }
}

void metrics::count(const finished_poll& poll) {
  const prom::Labels whose{{"cluster", std::string(poll.cluster)},
                           {"collection", std::string(name_of(poll.what))}};
  impl_->count(whose, poll.report);
  impl_->poll_duration.Add(whose, poll_bounds).Observe(seconds(poll.took));
}

void metrics::count(const store_news& news) {
  if (news.what != store_news::kind::committed) return;
  impl_->commits.Increment();
  impl_->commit_duration.Observe(seconds(news.took));
}

std::string metrics::text(const status& now) const {
  auto families = impl_->registry.Collect();
  std::unique_lock held(impl_->places_mutex);
  auto more = gauges(now, impl_->places).Collect();
  held.unlock();
  families.insert(families.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
  return prom::TextSerializer().Serialize(families);
}

}  // namespace algolog
