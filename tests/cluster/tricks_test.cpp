#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <map>
#include <set>

#include "catch.hpp"
#include "cluster/asking.hpp"

using namespace simcluster;
namespace json = boost::json;

namespace {

std::string header(const answer& a, const std::string& name) {
  for (const auto& [key, value] : a.headers) {
    if (key == name) return value;
  }
  return "";
}

std::int64_t integer(const json::value& of, const char* name) {
  return of.at(name).to_number<std::int64_t>();
}

}  // namespace

TEST_CASE("each worker's clock is wrong by an amount of its own, within the bound") {
  auto s = quiet();
  s.worker_clocks = duration::parse("30s");
  cluster c(s);
  fail(c, one, 150);
  std::map<std::string, std::int64_t> offsets;
  for (const auto& e : truth(c)) {
    const auto off = integer(e.at("record"), "created_at") - integer(e, "arrived_at");
    CHECK(std::abs(off) <= 30000);
    const auto worker = json::value_to<std::string>(e.at("record").at("worker"));
    CHECK(offsets.emplace(worker, off).first->second == off);
  }
  std::set<std::int64_t> different;
  for (const auto& [worker, off] : offsets) different.insert(off);
  CHECK(different.size() > 100);
}

TEST_CASE("the executions kept are the newest by created_at, or those that arrived last") {
  for (const bool arrived : {false, true}) {
    CAPTURE(arrived);
    auto s = quiet();
    s.window_executions = 2;
    s.keep = arrived ? "arrived" : "newest";
    cluster c(s);
    for (const char* record : {R"({"request_id":"ahead","created_at":1700000030000})",
                               R"({"request_id":"b","created_at":1700000000001})",
                               R"({"request_id":"c","created_at":1700000000002})"}) {
      tell(c, "/_control/errors",
           R"({"algorithm":"acme/algo_000","errors":[)" + std::string(record) + "]}");
    }
    CHECK(ids(shown(c)) ==
          (arrived ? std::set<std::string>{"b", "c"} : std::set<std::string>{"ahead", "c"}));
  }
}

TEST_CASE("a late execution bears the time of its start and arrives at its end") {
  auto s = quiet();
  s.late = 1;
  s.long_seconds = 600;
  cluster c(s);
  fail(c, one, 50);
  std::int64_t latest = 0;
  for (const auto& e : truth(c)) {
    const auto late = integer(e, "arrived_at") - integer(e.at("record"), "created_at");
    CHECK(late >= 0);
    CHECK(late <= 600000);
    latest = std::max(latest, late);
  }
  CHECK(latest > 300000);
  CHECK(shown(c).size() == 50);
}

TEST_CASE("an execution gains a record minutes later, and is whole and among the newest again") {
  auto s = quiet();
  s.gaining = 1;
  s.window_executions = 3;
  cluster c(s);
  fail(c, one, 1);
  const auto first = ids(shown(c));
  CHECK(first.size() == 1);
  fail(c, one, 3);
  CHECK(ids(shown(c)).count(*first.begin()) == 0);
  CHECK(truth(c)[0].at("windows").at(0).at("left_at") == start);
  advance(c, 300000);
  const auto all = truth(c);
  CHECK(all.size() == 8);
  for (const auto& e : all) {
    if (ids(shown(c)).count(json::value_to<std::string>(e.at("record").at("request_id"))) == 0)
      continue;
    CHECK(e.at("windows").at(0).at("left_at").is_null());
  }
  CHECK(shown(c).size() == 6);
}

TEST_CASE("a pipeline's child that is called twice fails twice in one execution") {
  auto s = quiet();
  s.twice = s.pipelines = 1;
  cluster c(s);
  fail(c, one, 40);
  const auto at_once = shown(c).size();
  CHECK(at_once > 2 * 40);  // some in the same answer, others later
  CHECK(at_once < 3 * 40);
  advance(c, 300000);
  std::map<std::string, std::set<std::string>> by_execution;
  const auto of_child = shown(c, two);
  CHECK(of_child.size() == 80);
  for (const auto& r : of_child) {
    CHECK(r.at("algoname") == "algo_001");
    by_execution[json::value_to<std::string>(r.at("request_id"))].insert(
        json::value_to<std::string>(r.at("error")) + json::value_to<std::string>(r.at("worker")));
  }
  CHECK(by_execution.size() == 40);
  for (const auto& [id, records] : by_execution) CHECK(records.size() == 2);
  CHECK(shown(c).size() == 120);
}

TEST_CASE("records leave some seconds early and others late") {
  auto s = quiet();
  s.expiry_shift = duration::parse("-10s");
  s.expiry_jitter = duration::parse("5s");
  cluster c(s);
  fail(c, one, 100);
  advance(c, 7 * day - 15000);
  CHECK(shown(c).size() == 100);
  advance(c, 5000);
  const auto left = shown(c).size();
  CHECK(left > 0);
  CHECK(left < 100);
  for (const auto& e : truth(c)) {
    const auto& at = e.at("windows").at(0).at("left_at");
    if (!at.is_null()) CHECK(std::abs(at.as_int64() - (start + 7 * day - 10000)) <= 5000);
  }
  advance(c, 5000);
  CHECK(shown(c).empty());
}

TEST_CASE("the truth says when a record came, was served and left, per window") {
  auto s = quiet();
  s.window_executions = 1;
  cluster c(s);
  fail(c, one, 1);
  advance(c, 1000);
  shown(c);
  advance(c, 1000);
  shown(c);
  advance(c, 1000);
  fail(c, one, 1);
  const auto all = truth(c);
  CHECK(all[0].at("arrived_at") == start);
  CHECK(all[0].at("first_served_at") == start + 1000);
  CHECK(all[0].at("last_served_at") == start + 2000);
  CHECK(all[0].at("windows").at(0).at("algorithm") == one);
  CHECK(all[0].at("windows").at(0).at("left_at") == start + 3000);
  CHECK(all[1].at("first_served_at").is_null());
  CHECK(all[1].at("windows").at(0).at("left_at").is_null());
}

TEST_CASE("a field that the API adds is in every record from then on") {
  auto s = plain();
  s.errors = 3;
  cluster c(s);
  CHECK(shown(c)[0].as_object().count("severity") == 0);
  tell(c, "/_control/field", R"({"name":"severity","value":{"level":3}})");
  fail(c, one, 1);
  const auto now = shown(c);
  CHECK(now.size() == 4);
  for (const auto& r : now) CHECK(r.at("severity").at("level") == 3);
  CHECK(json::parse(ask(c, "/_truth").body).at("added_fields").at("severity") == start);
}

TEST_CASE("answers are empty, old, incomplete or unreadable by mistake") {
  auto s = plain();
  s.errors = 40;
  cluster c(s);
  const auto whole = shown(c);
  const auto once = [&](const std::string& kind) {
    tell(c, "/_control/fault", R"({"kind":")" + kind + R"(","times":1})");
  };
  fail(c, one, 1);
  once("no_records");
  CHECK(shown(c).empty());
  once("part_of_window");
  CHECK(shown(c).size() < 41);
  CHECK(truth(c)[0].at("served") != truth(c)[1].at("served"));
  once("record_alone");
  CHECK(ask(c, errors_of_one).body.find("request_id") == std::string::npos);
  once("record_alone");
  const auto page = json::parse(ask(c, "/v1/algorithms/acme/algo_000/builds").body);
  CHECK(page.at("results").as_array().size() == 1);
  CHECK(page.at("marker").is_null());
  once("old_window");
  CHECK(shown(c).size() >= 40);
  CHECK(shown(c).size() == 41);
}

TEST_CASE("a cluster at rest has nothing new, and its builds end") {
  auto s = quiet();
  s.error_rate = s.build_rate = 1;
  cluster c(s);
  advance(c, 10000);
  tell(c, "/_control/rest", "");
  const auto errors = truth(c).size();
  const auto builds = c.everything().builds().size();
  CHECK(errors > 0);
  advance(c, 100000);
  CHECK(truth(c).size() == errors);
  CHECK(c.everything().builds().size() == builds);
  for (const auto& b : c.everything().builds()) CHECK(b.ended());
}

TEST_CASE("a cache serves an answer of before once more") {
  auto s = quiet();
  cluster c(s);
  for (int i = 0; i < 30; ++i) {
    fail(c, one, 1);
    shown(c);
  }
  tell(c, "/_control/fault", R"({"kind":"old_window"})");
  std::set<std::size_t> sizes;
  for (int i = 0; i < 50; ++i) sizes.insert(shown(c).size());
  CHECK(*sizes.begin() < 30);
  CHECK(*sizes.rbegin() == 30);
}

TEST_CASE("a Date is wrong once, or on every third answer, or missing") {
  cluster c(plain());
  const auto right = http_date(start);
  const auto date = [&] { return header(ask(c, errors_of_one), "Date"); };
  CHECK(date() == right);
  tell(c, "/_control/fault", R"({"kind":"wrong_date","ms":2592000000,"times":1})");
  CHECK(date() == http_date(start + 30 * day));
  CHECK(date() == right);
  tell(c, "/_control/fault", R"({"kind":"wrong_date","ms":-60000,"every":3})");
  for (int i = 0; i < 2; ++i) {
    CHECK(date() == right);
    CHECK(date() == right);
    CHECK(date() == http_date(start - 60000));
  }
  tell(c, "/_control/fault", R"({"clear":true})");
  tell(c, "/_control/fault", R"({"kind":"no_date"})");
  CHECK(date().empty());
}
