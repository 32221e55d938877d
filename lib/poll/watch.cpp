#include "poll/watch.hpp"

#include <utility>

#include "poll/cluster.hpp"

namespace algolog {

watch::watch(algolog::cluster& c, writer& w, window_cache& shown, const cluster_config& where,
             const algorithm_config& which)
    : home(c),
      cluster(c.api),
      store(w),
      windows(shown),
      settings(which),
      collects{where.collect_errors, where.collect_builds, where.collect_versions} {
  known.ref = which.ref;
}

void watch::configure(const cluster_config& where, const algorithm_config& which) {
  settings = which;
  collects = {where.collect_errors, where.collect_builds, where.collect_versions};
  wanted = true;
}

void watch::forget_window() {
  ++forgotten;
  errors_mark = {};
  windows.forget(*this);
}

void watch::become(watched_algorithm row) {
  // The last body belongs to the route of another row.
  if (row.algorithm_id != known.algorithm_id) errors_mark = {};
  // What records say by their names may mean other rows.
  if (row.algorithm_id != known.algorithm_id || row.ref != known.ref) {
    ++forgotten;
    windows.forget(*this);
  }
  known = std::move(row);
  outdated = false;
}

void poll_report::add(const append_result& stored, std::size_t served) {
  records += served;
  added += stored.added;
  updated += stored.updated;
  refused += stored.refused;
  quarantined += stored.quarantined;
}

poll_report& poll_report::operator+=(const poll_report& next) {
  outcome = next.outcome;
  records += next.records;
  added += next.added;
  updated += next.updated;
  refused += next.refused;
  quarantined += next.quarantined;
  more_due = next.more_due;
  return *this;
}

}  // namespace algolog
