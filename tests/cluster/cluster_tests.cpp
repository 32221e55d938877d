#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "catch.hpp"
#include "cluster/asking.hpp"
#include "cluster/documents.hpp"
#include "cluster/server.hpp"

using namespace simcluster;
namespace json = boost::json;

namespace {

std::string encoded(const json::value& marker) {
  std::string out;
  for (const char c : marker.as_string()) {
    const std::string_view special = "/+&=";
    if (special.find(c) == special.npos)
      out += c;
    else
      out += c == '/' ? "%2F" : c == '+' ? "%2B" : c == '&' ? "%26" : "%3D";
  }
  return out;
}

std::string all_errors(const world& w) {
  std::string text;
  for (const auto& e : w.errors()) text += e.json + "\n";
  return text;
}

std::string all_builds(const world& w) {
  std::string text;
  for (const auto& b : w.builds()) text += json::serialize(build_document(b)) + w.log_of(b);
  return text;
}

std::set<std::string> executions(const world& w, const std::vector<std::size_t>& window) {
  std::set<std::string> ids;
  for (const std::size_t i : window) ids.insert(w.errors()[i].request_id);
  return ids;
}

}  // namespace

TEST_CASE("the same seed makes the same world, another seed another") {
  scenario s = small();
  s.error_rate = 1;
  s.build_rate = 0.1;
  world one(s, start);
  world two(s, start);
  one.advance(start + 100000);
  for (std::int64_t at = start; at <= start + 100000; at += 1234) two.advance(at);
  two.advance(start + 100000);
  CHECK(one.errors().size() > 100);
  CHECK(all_errors(one) == all_errors(two));
  CHECK(all_builds(one) == all_builds(two));
  s.seed = 2;
  CHECK(all_errors(world(s, start)) != all_errors(world(small(), start)));
}

TEST_CASE("the window holds the newest executions, whole") {
  scenario s = small();
  s.errors = 500;
  s.multi_record = 0.3;
  s.window_executions = 200;
  const world w(s, start);
  const auto& a = *w.find("acme/algo_000");
  const auto window = w.error_window(a);
  const auto ids = executions(w, window);
  CHECK(ids.size() == 200);
  CHECK(window.size() > 200);
  std::size_t records = 0;
  for (const std::size_t i : a.errors) records += ids.count(w.errors()[i].request_id);
  CHECK(records == window.size());
  for (std::size_t i = 1; i < window.size(); ++i) {
    REQUIRE(w.errors()[window[i - 1]].at >= w.errors()[window[i]].at);
  }
}

TEST_CASE("the window forgets after its days") {
  scenario s = plain();
  world w(s, start);
  const auto& a = *w.find("acme/algo_000");
  CHECK(w.error_window(a).size() == s.errors);
  w.advance(start + 3 * day);
  const auto later = w.error_window(a).size();
  CHECK(later > 0);
  CHECK(later < s.errors);
  w.advance(start + 8 * day);
  CHECK(w.error_window(a).empty());
  CHECK(a.errors.size() == s.errors);
}

TEST_CASE("quiet time brings nothing new, and news goes on after it") {
  scenario s = plain();
  s.error_rate = 1;
  world w(s, start);
  w.pass_quietly(8 * day);
  CHECK(w.errors().size() == 2 * s.errors);
  CHECK(w.error_window(*w.find("acme/algo_000")).empty());
  w.advance(start + 8 * day + 20000);
  CHECK(w.errors().size() > 2 * s.errors + 10);
}

TEST_CASE("a called algorithm's failure shows in two lists under one request") {
  scenario s = plain();
  s.pipelines = 1;
  const world w(s, start);
  std::size_t shared = 0;
  for (const auto& e : w.errors()) shared += e.lists.size() == 2 ? 1u : 0u;
  CHECK(shared == 2 * s.errors);
  CHECK(w.find("acme/algo_000")->errors.size() == 3 * s.errors);
}

TEST_CASE("pages give every build once, newest first, though one arrives between them") {
  scenario s = plain();
  s.builds = 25;
  cluster c(s);
  const std::string path = "/v1/algorithms/acme/algo_000/builds";
  std::vector<std::string> seen;
  std::string query;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = json::parse(ask(c, path + query).body);
    for (const auto& b : page.at("results").as_array()) {
      seen.emplace_back(b.at("started_at").as_string());
    }
    if (page.at("marker").is_null()) break;
    CHECK(std::string(page.at("next_link").as_string()).rfind("http://127.0.0.1:1/", 0) == 0);
    query = "?limit=7&marker=" + encoded(page.at("marker"));
    tell(c, "/_control/build", R"({"algorithm":"acme/algo_000"})");
  }
  CHECK(seen.size() == 25);
  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 25);
  CHECK(std::is_sorted(seen.rbegin(), seen.rend()));
}

TEST_CASE("markers go stale, belong to one list, and limits are bounded") {
  scenario s = plain();
  s.marker_seconds = 60;
  s.max_limit = 20;
  cluster c(s);
  const std::string builds = "/v1/algorithms/acme/algo_000/builds?limit=2";
  const auto marker = encoded(json::parse(ask(c, builds).body).at("marker"));
  CHECK(ask(c, builds + "&marker=" + marker).status == 200);
  const auto elsewhere = ask(c, "/v1/algorithms/acme/algo_001/builds?marker=" + marker);
  CHECK(elsewhere.status == 400);
  CHECK_THAT(elsewhere.body, ContainsSubstring("5002"));
  tell(c, "/_control/advance", R"({"ms":61000})");
  CHECK_THAT(ask(c, builds + "&marker=" + marker).body, ContainsSubstring("5002"));
  CHECK(ask(c, builds + "0").status == 200);
  CHECK_THAT(ask(c, builds + "1").body, ContainsSubstring("5003"));
  CHECK_THAT(ask(c, "/v1/algorithms/acme/algo_000/versions?limit=0").body,
             ContainsSubstring("5003"));
}

TEST_CASE("a build runs, ends, has a log, and is published later") {
  scenario s = plain();
  s.builds = 0;
  s.log_delay_seconds = 5;
  cluster c(s);
  const std::string path = "/v1/algorithms/acme/algo_000/builds/b1";
  tell(c, "/_control/build", R"({"algorithm":"acme/algo_000","build_id":"b1"})");
  CHECK_THAT(ask(c, path).body, ContainsSubstring("in-progress"));
  CHECK(ask(c, path + "/logs").status == 404);
  tell(c, "/_control/build",
       R"({"algorithm":"acme/algo_000","build_id":"b1","status":"succeeded","log":"done"})");
  CHECK(ask(c, path + "/logs").status == 404);
  tell(c, "/_control/advance", R"({"ms":5000})");
  CHECK(ask(c, path + "/logs").body == R"({"logs":"done"})");
  tell(c, "/_control/build", R"({"algorithm":"acme/algo_000","build_id":"b1","publish":"1.0.0"})");
  CHECK_THAT(ask(c, path).body, ContainsSubstring(R"("semantic_version":"1.0.0")"));
  const auto versions = json::parse(ask(c, "/v1/algorithms/acme/algo_000/versions").body);
  CHECK(versions.at("results").as_array().size() == 1);
  CHECK(json::parse(ask(c, "/_truth/versions").body).as_array().size() == 1);
}

TEST_CASE("only the token opens the API, in the scheme chosen") {
  scenario s = plain();
  s.token = "secret";
  s.scheme = "bearer";
  cluster c(s);
  const std::string path = "/v1/algorithms/acme/algo_000/errors";
  CHECK(ask(c, path).status == 401);
  CHECK(ask(c, path, "Simple secret").status == 401);
  CHECK(ask(c, path, "Bearer secret").status == 200);
  tell(c, "/_control/token", R"({"token":"other"})");
  CHECK_THAT(ask(c, path, "Bearer secret").body, ContainsSubstring("2002"));
  CHECK(c.count().without_token == 1);
  CHECK(c.count().bad_token == 2);
  CHECK(ask(c, "/_truth/counters").status == 200);
}

TEST_CASE("errors and answers given by hand are served verbatim") {
  cluster c(plain());
  const std::string path = "/v1/algorithms/acme/algo_000/errors";
  tell(c, "/_control/errors",
       R"({"algorithm":"acme/algo_000","polled_as":["acme/algo_001"],)"
       R"("errors":[{"request_id":"req-1","b":1,"a":"\u0000"}]})");
  CHECK_THAT(ask(c, path).body, StartsWith(R"([{"request_id":"req-1","b":1,"a":"\u0000"})"));
  CHECK_THAT(ask(c, "/v1/algorithms/acme/algo_001/errors").body, ContainsSubstring("req-1"));
  CHECK(c.everything().errors().back().served == 2);
  tell(c, "/_control/answer",
       R"({"path":")" + path + R"(","status":418,"body_base64":"/w==","times":1})");
  const answer a = ask(c, path);
  CHECK(a.status == 418);
  CHECK(a.body == "\xff");
  CHECK(ask(c, path).status == 200);
}

TEST_CASE("every fault kind answers something") {
  for (const auto& kind : fault_kinds()) {
    INFO(kind.name);
    scenario s = plain();
    s.faults.push_back(fault::parse(std::string("acme/algo_000:") + kind.name));
    cluster c(s);
    const answer good = ask(c, "/v1/algorithms/acme/algo_001/errors");
    const answer bad = ask(c, "/v1/algorithms/acme/algo_000/errors");
    CHECK(json::parse(good.body).is_array());
    const bool same_way = bad.status == good.status && bad.how == good.how &&
                          bad.body.substr(0, 2) == "[{" && bad.wait_ms == good.wait_ms;
    const std::string name = kind.name;
    const bool of_content = name.rfind("record_", 0) == 0 || name == "half_json" ||
                            name == "old_window" || name == "part_of_window";
    const bool of_header = name == "wrong_date" || name == "no_date" || name == "not_modified";
    CHECK(same_way == (of_content || of_header));
  }
}

TEST_CASE("mistakes in a scenario are named") {
  scenario s;
  const auto from = [&s](const char* text) { apply(json::parse(text), s); };
  CHECK_THROWS_WITH(from(R"({"eror_rate":1})"), ContainsSubstring("eror_rate"));
  CHECK_THROWS_WITH(from(R"({"faults":["nonsense=0.5"]})"), ContainsSubstring("nonsense"));
  CHECK_THROWS_WITH(from(R"({"algorithms":["no_owner"]})"), ContainsSubstring("no_owner"));
  CHECK_THROWS_WITH(from(R"({"faults":[{"kind":"reset","time":1}]})"), ContainsSubstring("time"));
  from(R"({"latency":"1.5s","algorithms":[{"id":"a/b","errors":3,"faults":["plain_500=0.5"]}]})");
  CHECK(s.latency.ms == 1500);
  CHECK(s.algorithms.at(0).errors == 3u);
  CHECK(s.faults.at(0).algorithm == "a/b");
  CHECK(s.faults.at(0).probability == 0.5);
  s.order = "random";
  CHECK_THROWS_WITH(cluster(s), ContainsSubstring("order"));
}

TEST_CASE("a server starts, steers and stops") {
  server running(plain());
  running.start();
  CHECK(running.port() != 0);
  CHECK(running.post("/_control/errors", {{"algorithm", "acme/algo_000"}, {"generate", 3}})
            .at("added") == 3);
  CHECK(running.get("/_truth/errors?algorithm=acme/algo_000").as_array().size() == 23);
  running.answer_with("/v1/x", 200, "[]");
  CHECK_THROWS(running.post("/_control/nothing", json::object{}));
  running.stop();
}
