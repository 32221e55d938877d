#include "metrics/metrics.hpp"

#include <fmt/format.h>

#include "catch.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

poll_report report_of(errc outcome, std::size_t added, std::size_t refused) {
  poll_report made;
  made.outcome.code = outcome;
  made.added = added;
  made.quarantined = refused;
  return made;
}

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

std::size_t series_of(const std::string& text, const std::string& name) {
  std::size_t count = 0;
  const auto begin = "\n" + name + "{";
  for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("polls and commits are counted as they end") {
  metrics counted;
  const auto good = report_of(errc::ok, 7, 2);
  const auto bad = report_of(errc::timeout, 0, 0);
  counted.count({"prod", collection::errors, good, std::chrono::milliseconds(30)});
  counted.count({"prod", collection::errors, good, std::chrono::milliseconds(300)});
  counted.count({"prod", collection::errors, bad, std::chrono::seconds(61)});
  counted.count({.what = store_news::kind::committed, .took = std::chrono::milliseconds(4)});
  counted.count({.what = store_news::kind::failing});
  const auto text = counted.text(a_status({}));
  CHECK(has(text, R"(algologd_polls_total{cluster="prod",collection="errors",outcome="ok"} 2)"));
  CHECK(
      has(text, R"(algologd_polls_total{cluster="prod",collection="errors",outcome="timeout"} 1)"));
  CHECK(has(text, R"(algologd_records_stored_total{cluster="prod",collection="errors"} 14)"));
  CHECK(has(text, R"(algologd_records_quarantined_total{cluster="prod",collection="errors"} 4)"));
  CHECK_THAT(
      text,
      ContainsSubstring(
          R"(algologd_poll_duration_seconds_bucket{cluster="prod",collection="errors",le="0.05"} 1)"));
  CHECK_THAT(
      text,
      ContainsSubstring(
          R"(algologd_poll_duration_seconds_bucket{cluster="prod",collection="errors",le="+Inf"} 3)"));
  CHECK(has(text, "algologd_commits_total 1"));
  CHECK(has(text, "algologd_commit_duration_seconds_count 1"));
}

TEST_CASE("a counter is there before the first poll, so that its first increase shows") {
  config settings;
  cluster_config cluster;
  cluster.name = "prod";
  cluster.collect_builds = false;
  settings.clusters.push_back(cluster);
  metrics counted;
  counted.expect(settings);
  const auto text = counted.text(a_status({}));
  CHECK(has(text, R"(algologd_polls_total{cluster="prod",collection="errors",outcome="ok"} 0)"));
  CHECK(has(text, R"(algologd_records_stored_total{cluster="prod",collection="versions"} 0)"));
  CHECK_THAT(text, !ContainsSubstring(R"(collection="builds")"));
}

TEST_CASE("gauges say what the snapshot says") {
  auto errors = a_target("prod", "acme/x");
  errors.gaps = 3;
  errors.gap_findings = 7;
  errors.last_gap_at = taken - an_hour;
  errors.window_fill = 0.25;
  auto builds = failing(a_target("prod", "acme/x", collection::builds), taken - an_hour, "refused");
  builds.succeeded_at.reset();
  auto now = a_status({errors, builds});
  now.storage.queue_records = 12;
  now.storage.failed_commits = 2;
  now.config_digest = "abc";
  now.reload_problem = "no such file";
  const auto text = metrics().text(now);
  CHECK(has(text, R"(algologd_gaps_total{algorithm="acme/x",cluster="prod"} 3)"));
  CHECK(has(text, R"(algologd_gap_findings_total{algorithm="acme/x",cluster="prod"} 7)"));
  CHECK(has(text, R"(algologd_last_gap_timestamp_seconds{algorithm="acme/x",cluster="prod"} )" +
                      std::to_string((taken - an_hour) / 1000)));
  CHECK(has(text, R"(algologd_window_fill_ratio{algorithm="acme/x",cluster="prod"} 0.25)"));
  const std::string whose = R"({algorithm="acme/x",cluster="prod",collection=)";
  CHECK(has(text, "algologd_last_success_timestamp_seconds" + whose + "\"errors\"} 1795334392"));
  CHECK(has(text, "algologd_last_success_timestamp_seconds" + whose + "\"builds\"} 0"));
  CHECK(has(text, "algologd_poll_interval_seconds" + whose + "\"errors\"} 60"));
  CHECK(has(text, R"(algologd_targets{cluster="prod",state="ok"} 1)"));
  CHECK(has(text, R"(algologd_targets{cluster="prod",state="failing"} 1)"));
  CHECK(has(text, R"(algologd_targets{cluster="prod",state="parked"} 0)"));
  CHECK(has(text, R"(algologd_cluster_up{cluster="prod"} 1)"));
  CHECK(has(text, "algologd_queue_records 12"));
  CHECK(has(text, "algologd_commits_failed_total 2"));
  CHECK(has(text, "algologd_disk_free_bytes 80000000000"));
  CHECK(has(text, R"(algologd_config_info{digest="abc"} 1)"));
  CHECK(has(text, "algologd_config_last_reload_successful 0"));
  CHECK(has(text, "algologd_ready 1"));
  CHECK(has(text, R"(algologd_build_info{version="1.2.3"} 1)"));
}

TEST_CASE("a cluster that is down is 0, and the daemon that cannot write is not ready") {
  auto now = a_status({a_target("prod", "acme/x")});
  now.clusters[0].down_since = taken - an_hour;
  now.storage.failing_since = taken - an_hour;
  const auto text = metrics().text(now);
  CHECK(has(text, R"(algologd_cluster_up{cluster="prod"} 0)"));
  CHECK(has(text, "algologd_store_failing 1"));
  CHECK(has(text, "algologd_ready 0"));
}

TEST_CASE("a thousand algorithms have series of their own, the others share the worst value") {
  std::vector<target_status> targets;
  for (int i = 0; i < 1004; ++i) {
    for (const auto what : {collection::errors, collection::builds}) {
      auto one = a_target(i < 1003 ? "prod" : "test", fmt::format("acme/a{:04}", i), what);
      one.algorithm_id = i + 1;
      one.gaps = 2;
      one.gap_findings = 10 + i % 2;
      if (i > 1000) one.last_gap_at = taken - i * a_second;
      one.window_fill = what == collection::errors ? std::optional(i / 10000.0) : std::nullopt;
      one.succeeded_at = taken - i * a_second;
      targets.push_back(one);
    }
  }
  const auto text = metrics().text(a_status(targets));
  CHECK(series_of(text, "algologd_gaps_total") == 1002);
  CHECK(series_of(text, "algologd_last_success_timestamp_seconds") == 2004);
  CHECK(has(text, R"(algologd_gaps_total{algorithm="acme/a0999",cluster="prod"} 2)"));
  CHECK(has(text, R"x(algologd_gaps_total{algorithm="(others)",cluster="prod"} 6)x"));
  CHECK(has(text, R"x(algologd_gaps_total{algorithm="(others)",cluster="test"} 2)x"));
  CHECK(has(text, R"x(algologd_gap_findings_total{algorithm="(others)",cluster="prod"} 31)x"));
  CHECK(series_of(text, "algologd_last_gap_timestamp_seconds") == 2);
  CHECK(has(text, R"x(algologd_last_gap_timestamp_seconds{algorithm="(others)",cluster="prod"} )x" +
                      std::to_string(taken / 1000 - 1001)));
  CHECK(has(text, R"x(algologd_window_fill_ratio{algorithm="(others)",cluster="prod"} 0.1002)x"));
  CHECK(has(text,
            "algologd_last_success_timestamp_seconds{algorithm=\"(others)\",cluster=\"prod\","
            "collection=\"errors\"} " +
                std::to_string(taken / 1000 - 1002)));
}

TEST_CASE("a reload neither lowers nor raises the gaps of those that share a series") {
  std::vector<target_status> targets;
  for (int i = 0; i < 1003; ++i) {
    auto one = a_target("prod", fmt::format("acme/a{:04}", i));
    one.algorithm_id = i + 1;
    one.gap_findings = one.gaps = 2;
    targets.push_back(one);
  }
  const metrics shown;
  const std::string others =
      R"x(algologd_gap_findings_total{algorithm="(others)",cluster="prod"} )x";
  CHECK(has(shown.text(a_status(targets)), others + "6"));

  auto fewer = targets;
  fewer.erase(fewer.begin() + 1001);  // one of the others
  fewer.erase(fewer.begin());         // one with a series of its own
  auto text = shown.text(a_status(fewer));
  CHECK(has(text, others + "6"));
  CHECK(has(text, R"(algologd_gap_findings_total{algorithm="acme/a0001",cluster="prod"} 2)"));

  auto added = a_target("prod", "acme/a0000_new");
  added.algorithm_id = 5000;
  fewer.insert(fewer.begin(), added);
  CHECK(has(shown.text(a_status(fewer)), others + "6"));
  fewer.back().gap_findings = 3;
  CHECK(has(shown.text(a_status(fewer)), others + "7"));
  CHECK(has(shown.text(a_status(targets)), others + "6"));  // as the database has it
}

TEST_CASE("a text from upstream can neither end a line nor a label, and is valid UTF-8") {
  const auto text = metrics().text(a_status({a_target("prod", "a\"b\n\xff/x")}));
  CHECK(has(text, R"(algologd_gaps_total{algorithm="a\"b\\n\\xff/x",cluster="prod"} 0)"));
}
