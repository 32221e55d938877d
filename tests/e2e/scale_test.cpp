// How what the daemon does grows with the number of algorithms: in proportion, not faster.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "eventually.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "signals.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

strings many_algorithms(int count) {
  strings all;
  for (int i = 0; i < count; ++i) all.push_back(fmt::format("acme/a{:06}", i));
  return all;
}

/// Processor time of the children that have ended, seconds.
double spent_by_children() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Starts with the cluster down, tells it, reloads, shows its status and stops; the processor time
/// that this took.
double effort_of_an_outage(int algorithms) {
  const auto before = spent_by_children();
  auto cluster = std::make_unique<simcluster::server>(empty_cluster({"acme/one"}));
  cluster->start();
  auto wanted = watching(*cluster, many_algorithms(algorithms));
  wanted.interval = wanted.versions_interval = "1h";  // what is asked is much the same then
  wanted.listen = "127.0.0.1:0";
  cluster.reset();

  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return lines_with(daemon->err(), "one request at a time") == 1; }));
  wanted.clusters[0].algorithms.push_back("acme/another");
  reload(*daemon, box, wanted);
  const auto status = box.run({"status"});
  CHECK(lines_with(status.out, "sim") > 0);
  stop(*daemon);
  return spent_by_children() - before;
}

/// What it costs for ten times as many, over what it costs for `few`.
double ratio_of_an_outage(int few) {
  const auto less = effort_of_an_outage(few);
  const auto more = effort_of_an_outage(10 * few);
  fmt::print("outage of {} algorithms: {:.2f} s of a processor, of {}: {:.2f} s\n", few, less,
             10 * few, more);
  return more / less;
}

}  // namespace

TEST_CASE(
    "an outage of ten times the algorithms costs about ten times as much, not a hundred times") {
  if (sanitized) return;  // what it costs then is mostly the sanitizer's
  constexpr int few = 5000;
  // On a machine that is busy with other things a run may cost a multiple; what grows with the
  // square does so every time.
  auto least = ratio_of_an_outage(few);
  for (int again = 0; again < 2 && least >= 40; ++again) {
    least = std::min(least, ratio_of_an_outage(few));
  }
  CHECK(least < 40);
}
