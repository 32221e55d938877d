#include "status/status_json.hpp"

#include <boost/json/parse.hpp>

#include "catch.hpp"
#include "text/valid_utf8.hpp"

using namespace algolog;
namespace json = boost::json;

namespace {

// Every field other than its default.
status full_status() {
  status s;
  s.at = 1'700'000'000'000;
  s.live = true;
  s.version = "1.2.3";
  s.started_at = 1;
  s.configured_at = 2;
  s.config_digest = "abc";
  s.reload_problem = "line 3: wrong";
  s.clusters = {{"prod", "https://c", 3, 4, 5, 6, "down\nwhy", "mend it", 7, 8, "503 from GET /x"}};
  target_status t;
  t.cluster = "prod";
  t.algorithm = "acme/\"x\"\x01";
  t.algorithm_id = 8;
  t.what = collection::versions;
  t.state = target_state::parked;
  t.last_at = 9;
  t.succeeded_at = 10;
  t.next_at = 11;
  t.interval_ms = 12;
  t.failing_since = 13;
  t.outcome = "timeout";
  t.detail = "d";
  t.advice = "a";
  t.failures = 14;
  t.window_fill = 0.5;
  t.rate = 1.25;
  t.gaps = 15;
  t.gap_findings = 42;
  t.last_gap_at = 16;
  t.last_gap = gap_status{43, 44, 45, 46};
  s.targets = {t, {}};
  s.storage = {"/db", 17, 18, 19, 20, 21, -22.5, 23.5, 24, 25, 41, 26, 27, "full"};
  s.quarantine = {28, 29, "r", "c", "a"};
  s.gaps = 30;
  s.gaps_today = 31;
  s.samples = {{32, 33, 34, 35, 36, 37, 38, 39, 40.5}};
  return s;
}

errc refusal(const std::string& text) {
  const auto read = status_from_json(text);
  return read.has_value() ? errc::ok : read.error().code;
}

std::string with(const std::string& field) {
  return R"({"at":1,"live":true,"targets":[],)" + field + "}";
}

}  // namespace

TEST_CASE("a snapshot comes back from its JSON as it was") {
  const std::string text = to_json(full_status());
  const auto read = status_from_json(text);
  REQUIRE(read.has_value());
  CHECK(to_json(*read) == text);
  CHECK(read->targets.size() == 2);
  CHECK(read->targets[0].algorithm == "acme/\"x\"\x01");
  CHECK(read->targets[0].what == collection::versions);
  CHECK(read->targets[0].state == target_state::parked);
  CHECK(read->targets[0].rate == 1.25);
  CHECK_FALSE(read->targets[1].rate.has_value());
  CHECK(read->storage.growth_per_day == -22.5);
  CHECK(read->samples[0].commit_ms == 40.5);
}

TEST_CASE("JSON has every field, absent ones as null") {
  const auto empty = json::parse(to_json(status())).as_object();
  CHECK(empty.at("started_at").is_null());
  CHECK(empty.at("live") == json::value(false));
  CHECK_FALSE(empty.contains("verdict"));
  const auto full = json::parse(to_json(full_status())).as_object();
  const auto& target = full.at("targets").as_array()[1].as_object();
  CHECK(target.size() == 20);
  CHECK(target.at("last_gap").is_null());
  const auto& lost = full.at("targets").as_array()[0].as_object().at("last_gap").as_object();
  CHECK(lost.size() == 4);
  CHECK(lost.at("findings") == json::value(46));
  CHECK(target.at("collection") == json::value("errors"));
  CHECK(target.at("window_fill").is_null());
}

TEST_CASE("JSON holds the verdict beside the snapshot, and is read with it") {
  verdict judged;
  judged.how = verdict::level::warning;
  judged.sentence = "Look here";
  judged.wants = {{attention::kind::reload, 5, "prod", "p", "d", "a"}};
  const std::string text = to_json(full_status(), &judged);
  const auto made = json::parse(text).as_object().at("verdict").as_object();
  CHECK(made.at("level") == json::value("warning"));
  CHECK(made.at("sentence") == json::value("Look here"));
  const auto& wants = made.at("attention").as_array()[0].as_object();
  CHECK(wants.at("kind") == json::value("reload"));
  CHECK(wants.at("since") == json::value(5));
  CHECK(status_from_json(text).has_value());
}

TEST_CASE("fields nobody knows are passed over and missing ones stay at their defaults") {
  const auto read = status_from_json(with(R"("clusters":[{"name":"x","later":[1]}],"more":{})"));
  REQUIRE(read.has_value());
  CHECK(read->clusters.at(0).name == "x");
  CHECK(read->clusters.at(0).targets == 0);
}

TEST_CASE("JSON that is no snapshot is refused") {
  CHECK(refusal("") == errc::not_json);
  CHECK(refusal("<html>") == errc::not_json);
  CHECK(refusal("[]") == errc::unexpected_shape);
  CHECK(refusal("{}") == errc::unexpected_shape);
  CHECK(refusal(R"({"at":1,"live":true})") == errc::unexpected_shape);
  CHECK(refusal(with(R"("version":1)")) == errc::unexpected_shape);
  CHECK(refusal(with(R"("gaps":1.5)")) == errc::unexpected_shape);
  CHECK(refusal(with(R"("gaps":18446744073709551615)")) == errc::unexpected_shape);
  CHECK(refusal(with(R"("gaps":null)")) == errc::unexpected_shape);
  CHECK(refusal(with(R"("clusters":{})")) == errc::unexpected_shape);
  CHECK(refusal(with(R"("clusters":[7])")) == errc::unexpected_shape);
  CHECK(refusal(with(R"("storage":[])")) == errc::unexpected_shape);
  CHECK(refusal(R"({"at":1,"live":true,"targets":[{"state":"brilliant"}]})") ==
        errc::unexpected_shape);
  CHECK(refusal(R"({"at":1,"live":true,"targets":[{"collection":"logs"}]})") ==
        errc::unexpected_shape);
  CHECK(refusal(R"({"at":1,"live":true,"targets":[{"rate":"fast"}]})") == errc::unexpected_shape);
  CHECK(refusal(with(R"("more":1e999)")) == errc::not_json);
  CHECK(refusal(std::string(1000, '[')) == errc::not_json);
}

TEST_CASE("the refusal names the field that is wrong") {
  const auto read = status_from_json(with(R"("storage":{"wal_bytes":"much"})"));
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().detail == "no status of algologd: wal_bytes is not what it should be");
}

TEST_CASE("a snapshot of 30,000 targets stays within the bounds of its reader") {
  status s = full_status();
  s.targets.assign(30'000, s.targets[0]);
  for (auto& target : s.targets) target.detail = "10.0.0.7 port 443: connection refused";
  const auto read = status_from_json(to_json(s));
  REQUIRE(read.has_value());
  CHECK(read->targets.size() == 30'000);
  s.targets.assign(30'000, {});
  CHECK(status_from_json(to_json(s)).has_value());
}

TEST_CASE("a detail that is no UTF-8 leaves a status that can be read") {
  auto told = full_status();
  told.targets[0].detail = "Content-Encoding: \xff\xe6";
  const auto text = to_json(told);
  CHECK(valid_utf8(text) == text);
  const auto read = status_from_json(text);
  REQUIRE(read.has_value());
  CHECK(read->targets[0].detail == "Content-Encoding: \ufffd\ufffd");
}
