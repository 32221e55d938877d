#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

const std::string uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";

json::object record(const std::string& request_id, const std::string& text) {
  return {{"request_id", request_id}, {"created_at", 1}, {"username", "acme"},
          {"algoname", "one"},        {"error", text},   {"error_type", "X"}};
}

/// A cluster whose errors route answers what it is told to.
struct scripted {
  scripted() { cluster.start(); }

  void serve(const json::array& records, const std::string& algorithm = "acme/one") {
    cluster.answer_with("/v1/algorithms/" + algorithm + "/errors", 200, json::serialize(records));
  }
  std::int64_t count(const std::string& what) const {
    return stored(box.database()).number("SELECT count(*) FROM " + what);
  }
  void wait_for_polls(int more) { REQUIRE(more_polls(box, "collection = 'errors'", more)); }

  simcluster::server cluster{empty_cluster({"acme/one"})};
  sandbox box{cluster, {"acme/one"}};
};

}  // namespace

TEST_CASE("an execution that fails twice is two rows, in whatever order it is shown again") {
  scripted t;
  const auto first = record("req-1", "first");
  const auto second = record("req-1", "second");
  for (const auto& shown : {json::array{first, second}, json::array{second, first}}) {
    t.serve(shown);
    const auto polled = t.box.once();
    CHECK(polled.status == 0);
    CHECK(lines_with(polled.err, "warning") == 0);
  }
  CHECK(stored(t.box.database()).rows("SELECT occurrence, error FROM errors ORDER BY seq") ==
        strings{"1|first", "2|second"});
  const auto listed = t.box.run({"errors"});
  CHECK_THAT(listed.out, ContainsSubstring("  req-1\n") && ContainsSubstring("  req-1 #2\n"));
}

TEST_CASE("a record that comes back changed is told once, however often it is shown") {
  scripted t;
  t.serve({record("req-1", "before")});
  const auto daemon = t.box.start({"run"});
  REQUIRE(eventually([&] { return t.count("errors") == 1; }));
  t.serve({record("req-1", "after")});
  REQUIRE(eventually([&] { return t.count("quarantine") == 1; }));
  t.wait_for_polls(3);
  t.serve({record("req-1", "after"), record("req-2", "new")});
  REQUIRE(eventually([&] { return t.count("errors") == 2; }));
  t.wait_for_polls(3);
  CHECK(lines_with(daemon->err(), "warning") == 1);
  CHECK(lines_with(daemon->err(), "1 of 1 records not understood or in conflict") == 1);
  CHECK(t.count("quarantine") == 1);
}

TEST_CASE("a record that joins a known one of its execution is compared with it") {
  scripted t;
  const auto known = record("req-1", "first");
  auto again = known;
  again["added"] = "same record, another text";
  t.serve({known, record("req-0", "other")});
  const auto daemon = t.box.start({"run"});
  REQUIRE(eventually([&] { return t.count("errors") == 2; }));
  t.serve({record("req-1", "second"), known, record("req-0", "other")});
  REQUIRE(eventually([&] { return t.count("errors") == 3; }));
  t.serve({again, record("req-1", "second"), record("req-0", "other")});
  t.wait_for_polls(3);
  CHECK(stored(t.box.database()).rows("SELECT occurrence, error FROM errors ORDER BY seq") ==
        strings{"1|first", "1|other", "2|second"});
  CHECK(t.count("errors WHERE extra = '{\"added\":\"same record, another text\"}'") == 1);
  CHECK(t.count("quarantine") == 0);
  CHECK(t.count("gaps") == 0);
}

TEST_CASE("a new field of the API is no reason to warn, and fills no quarantine") {
  scripted t;
  json::array window;
  for (int i = 0; i < 200; ++i) window.push_back(record("req-" + std::to_string(i), "same"));
  t.serve(window);
  const auto daemon = t.box.start({"run"});
  REQUIRE(eventually([&] { return t.count("errors") == 200; }));
  for (auto& shown : window) shown.as_object()["zone"] = "b";
  t.serve(window);
  CHECK(eventually([&] { return t.count("errors WHERE extra = '{\"zone\":\"b\"}'") == 200; }));
  t.wait_for_polls(2);
  CHECK(t.count("quarantine") == 0);
  CHECK(lines_with(daemon->err(), "warning") == 0);
  CHECK(lines_with(daemon->err(), "errors: 0 new, 200 changed") == 1);
}

TEST_CASE("an algorithm polled by its UUID is renamed: nothing comes as news a second time") {
  scripted t;
  t.box.configure(watching(t.cluster, {uuid}));
  const auto is_named = [&](const std::string& name) {
    t.cluster.answer_with("/v1/algorithms/" + uuid, 200,
                          R"({"self_link":"https://x/v1/algorithms/acme/)" + name +
                              R"(/versions/c0ffee","name":")" + name + R"("})");
  };
  auto nameless = record("req-1", "text");
  nameless.erase("username");
  nameless.erase("algoname");
  t.serve({nameless}, uuid);
  is_named("old");
  for (int i = 0; i < 3; ++i) t.box.once();  // refused until the name is known
  CHECK(stored(t.box.database()).rows("SELECT algoname FROM errors") == strings{"old"});
  is_named("new");
  for (int i = 0; i < 3; ++i) t.box.once();
  const stored db(t.box.database());
  CHECK(db.rows("SELECT name FROM algorithms") == strings{"new"});
  CHECK(db.rows("SELECT request_id, algoname FROM errors") == strings{"req-1|old"});
}
