#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <csignal>

#include "catch.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

/// A cluster of two algorithms, polled once.
struct polled_cluster {
  polled_cluster() : cluster(scenario()), box(cluster, {"acme/one", "acme/two"}) {
    cluster.start();
    REQUIRE(box.once().status == 0);
  }

  static simcluster::scenario scenario() {
    auto s = empty_cluster({"acme/one", "acme/two"});
    s.errors = 20;
    s.builds = 6;
    s.odd_text = 0.3;
    return s;
  }
  void fail(const std::string& algorithm, int executions) {
    e2e::fail(cluster, algorithm, executions);
  }

  simcluster::server cluster;
  sandbox box;
};

std::vector<json::object> objects_in(const std::string& lines) {
  std::vector<json::object> all;
  std::size_t begin = 0;
  for (std::size_t end; (end = lines.find('\n', begin)) != lines.npos; begin = end + 1) {
    all.push_back(json::parse(lines.substr(begin, end - begin)).as_object());
  }
  return all;
}

}  // namespace

TEST_CASE("`once` sums up what it did, by algorithm") {
  polled_cluster made;
  made.fail("acme/two", 4);
  const auto polled = made.box.once();
  CHECK(polled.status == 0);
  CHECK(lines_with(polled.out, "CLUSTER") == 1);
  CHECK(lines_with(polled.out, "ok") == 2);
  CHECK(lines_with(polled.out, "24 (+4)") == 1);
}

TEST_CASE("`once` exits with 75 and names the target that failed, and stores the others") {
  simcluster::running_cluster cluster(polled_cluster::scenario());
  cluster.post("/_control/fault",
               {{"kind", "plain_500"}, {"route", "errors"}, {"algorithm", "acme/one"}});
  sandbox box(cluster, {"acme/one", "acme/two"});
  const auto polled = box.once();
  CHECK(polled.status == 75);
  CHECK(lines_with(polled.out, "FAILURE") == 1);
  CHECK(lines_with(polled.out, "server_error: HTTP 500: Internal Server Error") == 1);
  const stored db(box.database());
  CHECK(db.rows("SELECT algoname, count(*) FROM errors GROUP BY 1") == strings{"two|20"});
  CHECK(db.count("builds") == 12);
}

TEST_CASE("errors are listed as a table and as JSON, by time, algorithm and number") {
  polled_cluster made;
  made.fail("acme/one", 2);
  REQUIRE(made.box.once().status == 0);
  const auto table = made.box.run({"errors", "--limit", "100"});
  CHECK(table.status == 0);
  CHECK_THAT(table.out, StartsWith("TIME (UTC)"));
  CHECK(lines_with(table.out, "req-") == 42);

  const auto lines = objects_in(made.box.run({"errors", "--since", "1h", "--json"}).out);
  const auto truth = made.cluster.get("/_truth").as_object();
  const auto hour_ago = truth.at("now").to_number<std::int64_t>() - 3'600'000;
  const auto& errors = truth.at("errors").as_array();
  const auto recent = [&](const json::value& one) {
    return one.at("record").at("created_at").to_number<std::int64_t>() > hour_ago;
  };
  const auto expected = std::count_if(errors.begin(), errors.end(), recent);
  CHECK(expected >= 2);
  CHECK(expected < 20);
  CHECK(std::ssize(lines) == expected);
  for (const auto& line : lines) {
    const auto known = [&](const json::value& one) {
      const auto& record = one.at("record").as_object();
      return record.at("request_id") == line.at("request_id") &&
             record.at("created_at") == line.at("created_at") &&
             record.at("error") == line.at("error") && record.at("input") == line.at("input");
    };
    CHECK(std::any_of(errors.begin(), errors.end(), known));
  }

  const auto few = made.box.run({"errors", "--algorithm", "acme/two", "--limit", "3", "--json"});
  CHECK(objects_in(few.out).size() == 3);
  CHECK(lines_with(few.out, R"("algorithm":"acme/two")") == 3);
  CHECK(made.box.run({"errors", "--algorithm", "acme/three"}).status == 69);
}

TEST_CASE("builds are listed as a table and as JSON") {
  polled_cluster made;
  const auto table = made.box.run({"builds", "--algorithm", "acme/one"});
  CHECK(table.status == 0);
  CHECK_THAT(table.out, StartsWith("STARTED (UTC)"));
  CHECK(lines_with(table.out, " stored ") == 6);
  const auto lines = objects_in(made.box.run({"builds", "--json", "--limit", "100"}).out);
  REQUIRE(lines.size() == 12);
  const auto truth = made.cluster.get("/_truth/builds").as_array();
  for (const auto& line : lines) {
    const auto known = [&](const json::value& one) {
      return one.at("record").at("build_id") == line.at("build_id") &&
             one.at("record").at("status") == line.at("status") &&
             one.at("algorithm") == line.at("algorithm");
    };
    CHECK(std::any_of(truth.begin(), truth.end(), known));
  }
}

TEST_CASE("a build's log comes out as it went in, byte for byte") {
  polled_cluster made;
  const auto truth = made.cluster.get("/_truth/builds").as_array();
  for (const auto& build : truth) {
    const auto id = json::value_to<std::string>(build.at("record").at("build_id"));
    const auto printed = made.box.run({"log", id});
    CHECK(printed.status == 0);
    CHECK(printed.out == json::value_to<std::string>(build.at("log")));
  }
  CHECK(made.box.run({"log", "no-such-build"}).status == 69);
  made.cluster.post("/_control/build", {{"algorithm", "acme/one"}, {"build_id", "running"}});
  REQUIRE(made.box.once().status == 0);
  const auto running = made.box.run({"log", "running"});
  CHECK(running.status == 75);
  CHECK(lines_with(running.err, "its log comes when it ends") == 1);
}

TEST_CASE("followed errors show what arrives, each once, until interrupted") {
  polled_cluster made;
  const auto follower = made.box.start({"errors", "--follow", "--json", "--limit", "5"});
  REQUIRE(eventually([&] { return lines_with(follower->out(), "req-") == 5; }));
  for (int round = 1; round <= 2; ++round) {
    made.fail("acme/one", 1);
    REQUIRE(made.box.once().status == 0);
    const auto wanted = 5U + static_cast<unsigned>(round);
    CHECK(eventually([&] { return lines_with(follower->out(), "req-") == wanted; }));
  }
  CHECK(follower->running());
  follower->send(SIGINT);
  CHECK(follower->wait() == -SIGINT);  // as any reader that is interrupted
  CHECK(lines_with(follower->out(), "req-") == 7);
}

TEST_CASE("check finds nothing wrong where nothing is") {
  polled_cluster made;
  const auto offline = made.box.run({"check"});
  CHECK(offline.status == 0);
  CHECK(lines_with(offline.out, "PROBLEM") == 0);
  const auto online = made.box.run({"check", "--online"});
  CAPTURE(online.out);
  CHECK(online.status == 0);
  CHECK(lines_with(online.out, "requests answered") == 1);
}

TEST_CASE("check tells which key, algorithm or route is wrong") {
  polled_cluster made;
  made.box.configure(watching(made.cluster, {"acme/one", "acme/wrong"}));
  const auto unknown = made.box.run({"check", "--online"});
  CHECK(unknown.status == 69);
  CHECK(lines_with(unknown.out, "PROBLEM") >= 1);
  CHECK(lines_with(unknown.out, "/v1/algorithms/acme/wrong/errors: missing") == 1);
  CHECK(lines_with(unknown.out, "acme/one") == 0);

  made.box.configure(watching(made.cluster, {"acme/one"}));
  made.cluster.post("/_control/fault", {{"kind", "forbidden"}, {"route", "errors"}});
  const auto forbidden = made.box.run({"check", "--online"});
  CHECK(forbidden.status == 69);
  CHECK(lines_with(forbidden.out, "Management Access") == 1);

  made.box.set_key("outdated");
  const auto refused = made.box.run({"check", "--online"});
  CHECK(refused.status == 69);
  CHECK(lines_with(refused.out, made.box.key_file().string()) >= 1);
  std::filesystem::remove(made.box.key_file());
  const auto missing = made.box.run({"check"});
  CHECK(missing.status == 78);
  CHECK(lines_with(missing.out, "PROBLEM") == 1);
}

TEST_CASE("check changes nothing") {
  simcluster::running_cluster cluster(polled_cluster::scenario());
  sandbox box(cluster, {"acme/one"});
  CHECK(box.run({"check", "--online"}).status == 0);
  CHECK_FALSE(std::filesystem::exists(box.database()));
}
