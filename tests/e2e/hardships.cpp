#include "hardships.hpp"

#include <algorithm>
#include <cstdlib>

#include "colourful_cluster.hpp"
#include "sandbox.hpp"

namespace e2e {

const std::vector<std::string> tried_algorithms{"acme/one", "acme/two", "acme/caller"};

namespace {

using strings = std::vector<std::string>;

// All but `endless`, which costs more time than it tells, and `hang`, which costs a time-out each.
const strings fault_kinds{"object_500",
                          "under_error_500",
                          "string_error_500",
                          "object_200",
                          "under_error_200",
                          "string_error_200",
                          "plain_500",
                          "html_502",
                          "empty_200",
                          "empty_500",
                          "missing",
                          "forbidden",
                          "unauthorized",
                          "not_offered",
                          "stale_marker",
                          "limit_refused",
                          "throttle_429",
                          "throttle_503",
                          "throttle_date_429",
                          "throttle_date_503",
                          "garbage",
                          "half_json",
                          "bad_gzip",
                          "redirect",
                          "reset",
                          "truncated",
                          "trickle",
                          "slow",
                          "drop",
                          "stale",
                          "chunked",
                          "record_not_object",
                          "record_no_id",
                          "record_wrong_type",
                          "record_invalid_utf8",
                          "record_lone_surrogate"};

/// From 0 to `most`.
double part(std::mt19937& dice, double most) {
  return std::uniform_real_distribution<double>(0, most)(dice);
}

bool tossed(std::mt19937& dice) { return dice() % 2 == 0; }

boost::json::object now_and_then(const std::string& kind) {
  return {{"kind", kind}, {"probability", 0.008}, {"ms", 300}, {"retry_after", 0}};
}

void add_wrong_answers(boost::json::array& to) {
  for (const char* kind : {"no_records", "old_window", "part_of_window"}) {
    auto fault = now_and_then(kind);
    fault["route"] = "errors";
    to.push_back(fault);
  }
  to.push_back(now_and_then("record_alone"));
  to.push_back(now_and_then("no_date"));
  to.push_back(now_and_then("not_modified"));
  constexpr std::int64_t minute = 60'000;
  constexpr std::int64_t month = 30 * 24 * 60 * minute;
  for (const std::int64_t ahead : {month, -month, 40 * minute, -40 * minute}) {
    auto fault = now_and_then("wrong_date");
    fault["ms"] = ahead;
    to.push_back(fault);
  }
}

}  // namespace

simcluster::scenario unruly_cluster(const hardships& of, std::mt19937& dice) {
  auto s = colourful_cluster(tried_algorithms);
  s.algorithms.back().calls = tried_algorithms.front();
  s.seed = dice();
  s.window_executions = of.window + dice() % 10;
  s.keep = tossed(dice) ? "newest" : "arrived";
  s.order = tossed(dice) ? "shuffled" : "arrived";
  s.errors = 8;
  s.history_days = 3;
  s.worker_clocks.ms = static_cast<std::int64_t>(part(dice, 30'000));
  s.expiry_shift.ms = static_cast<std::int64_t>(part(dice, 10'000)) - 5'000;
  s.expiry_jitter.ms = static_cast<std::int64_t>(part(dice, 5'000));
  s.late = part(dice, 0.1);
  s.gaining = part(dice, 0.1);
  s.twice = part(dice, 0.1);
  s.long_seconds = part(dice, 300);
  s.builds = 5;
  s.build_rate = 0.2;
  s.build_seconds = 2;
  s.publish_seconds = 3;
  s.uuid_without_id = tossed(dice);
  s.uuid_without_owner = of.names_change && tossed(dice);
  s.etags = tossed(dice);
  return s;
}

boost::json::array faults_of(const hardships& of) {
  boost::json::array all;
  for (const auto& kind : fault_kinds) all.push_back(now_and_then(kind));
  if (of.wrong_answers) add_wrong_answers(all);
  return all;
}

int cycles(int otherwise) {
  const char* wanted = std::getenv("ALGOLOGD_ORACLE_CYCLES");
  return wanted == nullptr ? otherwise : std::max(1, std::atoi(wanted));
}

unsigned drawn_seed() {
  const char* wanted = std::getenv("ALGOLOGD_ORACLE_SEED");
  return wanted == nullptr ? std::random_device{}() : static_cast<unsigned>(std::atoll(wanted));
}

}  // namespace e2e
