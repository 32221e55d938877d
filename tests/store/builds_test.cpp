#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

struct one_algorithm : watched_store {
  append_result see(std::int64_t at, const build_record& build) {
    return s->append(builds_at(id, at, {build}));
  }
  std::optional<std::int64_t> walked_at() {
    return s->watch("prod", named("acme", "fraud"), 1).builds_walked_at;
  }
};

}  // namespace

TEST_CASE("a build is followed from its start to its end") {
  one_algorithm t;
  CHECK(t.see(10, a_build("b-1", "in-progress")).added == 1);
  CHECK(t.s.row("SELECT log_state, finished_at FROM builds") == "waiting|NULL");
  CHECK(t.see(20, a_build("b-1", "in-progress")).unchanged == 1);
  CHECK(t.see(30, a_build("b-1", "succeeded")).updated == 1);
  CHECK(t.s.row("SELECT cluster, build_id, algorithm_id, status, commit_sha, started_at,"
                " finished_at, first_seen_at, updated_at, log_state FROM builds") ==
        "prod|b-1|1|succeeded|c0ffee|5000|9000|10|30|pending");
  CHECK(t.s.rows("SELECT build_id, status, observed_at FROM build_transitions") ==
        std::vector<std::string>{"b-1|in-progress|10", "b-1|succeeded|30"});
}

TEST_CASE("what is known of a build is not forgotten") {
  one_algorithm t;
  auto build = a_build("b-1", "succeeded");
  build.semantic_version = "1.0.0";
  build.extra = R"({"resource_type":"x"})";
  t.see(10, build);
  build_record bare;
  bare.build_id = "b-1";
  bare.status = "succeeded";
  CHECK(t.see(20, bare).unchanged == 1);
  CHECK(t.s.row("SELECT semantic_version, finished_at, commit_sha, extra FROM builds") ==
        R"(1.0.0|9000|c0ffee|{"resource_type":"x"})");
}

TEST_CASE("an old build gains its semantic version") {
  one_algorithm t;
  t.see(10, a_build("b-1", "succeeded"));
  auto published = a_build("b-1", "succeeded");
  published.semantic_version = "2.0.0";
  CHECK(t.see(20, published).updated == 1);
  CHECK(t.s.row("SELECT semantic_version, updated_at FROM builds") == "2.0.0|20");
  CHECK(t.s.row("SELECT count(*) FROM build_transitions") == "1");
}

TEST_CASE("one build id with two commits goes to quarantine") {
  one_algorithm t;
  t.see(10, a_build("b-1", "succeeded"));
  auto other = a_build("b-1", "failed");
  other.commit_sha = "badc0de";
  const auto result = t.see(20, other);
  CHECK(result.conflicts == 1);
  CHECK(t.s.row("SELECT status, commit_sha FROM builds") == "succeeded|c0ffee");
  CHECK(t.s.row("SELECT reason FROM quarantine") ==
        "conflict: build b-1 differs from the one stored in commit_sha");
}

TEST_CASE("ended builds that are told otherwise at each poll do not keep the walk going") {
  one_algorithm t;
  auto build = a_build("b-1", "succeeded");
  t.see(10, build);
  for (const int n : {1, 2, 3}) {
    build.extra = R"({"asked":)" + std::to_string(n) + "}";
    const auto result = t.see(10 + n, build);
    CHECK(result.updated == 1);
    CHECK(result.only_finished_known);
  }
  build.commit_sha = "badc0de";
  CHECK(t.see(20, build).only_finished_known);
  build.commit_sha = "badc0d3";
  CHECK(t.see(30, build).only_finished_known);
}

TEST_CASE("a page ends the walk only when all of it was stored and ended") {
  one_algorithm t;
  CHECK_FALSE(t.s->append(builds_at(t.id, 5, {})).only_finished_known);
  const auto done = a_build("b-1", "succeeded");
  const auto running = a_build("b-2", "in-progress");
  CHECK_FALSE(t.s->append(builds_at(t.id, 10, {done, running})).only_finished_known);
  CHECK_FALSE(t.s->append(builds_at(t.id, 20, {done, running})).only_finished_known);
  CHECK(t.s->append(builds_at(t.id, 30, {done})).only_finished_known);
  const auto ended = a_build("b-2", "failed");
  CHECK_FALSE(t.s->append(builds_at(t.id, 40, {done, ended})).only_finished_known);
  CHECK(t.s->append(builds_at(t.id, 50, {done, ended})).only_finished_known);
}

TEST_CASE("a walk that breaks off after something new makes the next one complete") {
  one_algorithm t;
  CHECK_FALSE(t.walked_at().has_value());
  t.s->append(builds_at(t.id, 10, {a_build("b-1", "succeeded")}, walk_stage::completed));
  CHECK(t.walked_at() == 10);

  t.s->append(builds_at(t.id, 20, {a_build("b-1", "succeeded")}, walk_stage::more));
  CHECK(t.walked_at() == 10);  // nothing new: nothing to lose
  t.s->append(builds_at(t.id, 30, {a_build("b-2", "succeeded")}, walk_stage::more));
  CHECK_FALSE(t.walked_at().has_value());

  auto last = builds_at(t.id, 31, {a_build("b-1", "succeeded")}, walk_stage::ended);
  last.last_full_walk = 10;
  t.s->append(last);
  CHECK(t.walked_at() == 10);
}

TEST_CASE("builds no page shows any more are asked for one by one") {
  one_algorithm t;
  t.s->append(builds_at(
      t.id, 10,
      {a_build("b-1", "in-progress"), a_build("b-2", "in-progress"), a_build("b-3", "succeeded")}));
  t.see(50, a_build("b-2", "in-progress"));
  CHECK(t.s->builds_to_revisit(t.id, 40, 9) == std::vector<std::string>{"b-1"});
  CHECK(t.s->builds_to_revisit(t.id, 60, 9) == std::vector<std::string>{"b-1", "b-2"});
  CHECK(t.s->builds_to_revisit(t.id, 60, 1) == std::vector<std::string>{"b-1"});
  CHECK(t.s->builds_to_revisit(t.id, 10, 9).empty());
}

TEST_CASE("a build last seen by a clock far ahead is asked for") {
  one_algorithm t;
  t.see(3650LL * 24 * 3600 * 1000, a_build("b-1", "in-progress"));
  CHECK(t.s->builds_to_revisit(t.id, 60, 9) == std::vector<std::string>{"b-1"});
}

TEST_CASE("a build that vanished is asked for no more, until it is back") {
  one_algorithm t;
  t.see(10, a_build("b-1", "in-progress"));
  t.s->build_vanished(t.id, "b-1", 20);
  CHECK(t.s->builds_to_revisit(t.id, 100, 9).empty());
  CHECK(t.s.row("SELECT log_state FROM builds") == "unavailable");
  t.see(200, a_build("b-1", "in-progress"));
  CHECK(t.s->builds_to_revisit(t.id, 300, 9).size() == 1);
  t.s->build_vanished(t.id, "b-1", 310);
  t.see(400, a_build("b-1", "succeeded"));
  CHECK(t.s.row("SELECT log_state FROM builds") == "pending");
}

TEST_CASE("a status the API adds later is kept as it is") {
  one_algorithm t;
  build_record queued;
  queued.build_id = "b-1";
  queued.status = "queued";
  t.see(10, queued);
  CHECK(t.s.row("SELECT status, log_state FROM builds") == "queued|waiting");
}
