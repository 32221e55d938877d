#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

version_record published(const std::string& git_hash, const std::string& build_id,
                         const std::string& semantic_version) {
  auto version = a_version(git_hash);
  version.build_id = build_id;
  version.semantic_version = semantic_version;
  return version;
}

struct one_algorithm : watched_store {
  append_result see(std::int64_t at, const version_record& version) {
    return s->append(versions_at(id, at, {version}));
  }
};

}  // namespace

TEST_CASE("a version is stored once and updated when it changes") {
  one_algorithm t;
  auto version = published("hash-1", "b-1", "1.0.0");
  version.version_uuid = "v-1";
  version.settings = R"({"gpu":false,"a":1})";
  version.compilation_successful = true;
  CHECK(t.see(10, version).added == 1);
  version.settings = R"({"a":1,"gpu":false})";
  const auto again = t.see(20, version);
  CHECK(again.unchanged == 1);
  CHECK(again.only_finished_known);
  version.release_notes = "first";
  const auto changed = t.see(30, version);
  CHECK(changed.updated == 1);
  CHECK(changed.only_finished_known);
  CHECK(t.s.row("SELECT git_hash, semantic_version, version_uuid, build_id, settings,"
                " release_notes, compilation_successful, extra, first_seen_at, updated_at"
                " FROM versions") ==
        R"(hash-1|1.0.0|v-1|b-1|{"gpu":false,"a":1}|first|1|NULL|10|30)");
}

TEST_CASE("a list that tells less of a version takes nothing away") {
  one_algorithm t;
  auto version = published("hash-1", "b-1", "1.0.0");
  version.compilation_successful = false;
  version.compilation_output = "log";
  t.see(10, version);
  CHECK(t.see(20, a_version("hash-1")).unchanged == 1);
  CHECK(t.see(30, version).unchanged == 1);
  CHECK(t.s.row("SELECT compilation_successful, semantic_version FROM versions") == "0|1.0.0");
}

TEST_CASE("a version published later gives its stored build the semantic version") {
  one_algorithm t;
  t.s->append(builds_at(t.id, 10, {a_build("b-1", "succeeded"), a_build("b-2", "succeeded")}));
  t.see(20, published("hash-1", "b-1", "1.0.0"));
  CHECK(t.s.rows("SELECT build_id, semantic_version, updated_at FROM builds ORDER BY 1") ==
        std::vector<std::string>{"b-1|1.0.0|20", "b-2|NULL|10"});
}

TEST_CASE("a version seen before its build gives it the semantic version") {
  one_algorithm t;
  t.see(10, published("hash-1", "b-1", "1.0.0"));
  CHECK(t.s.row("SELECT count(*) FROM builds") == "0");
  t.s->append(builds_at(t.id, 20, {a_build("b-1", "succeeded")}));
  CHECK(t.s.row("SELECT semantic_version FROM builds") == "1.0.0");
  CHECK(t.s->append(builds_at(t.id, 30, {a_build("b-1", "succeeded")})).only_finished_known);
}

TEST_CASE("a version of another cluster's build changes nothing") {
  one_algorithm t;
  const auto other = t.s->watch("test", named("acme", "fraud"), 1).algorithm_id;
  t.s->append(builds_at(t.id, 10, {a_build("b-1", "succeeded")}));
  t.s->append(versions_at(other, 20, {published("hash-1", "b-1", "1.0.0")}));
  CHECK(t.s.row("SELECT semantic_version FROM builds") == "NULL");
}

TEST_CASE("walks through versions are remembered apart from those through builds") {
  one_algorithm t;
  t.s->append(versions_at(t.id, 10, {a_version("hash-1")}));
  auto row = t.s->watch("prod", named("acme", "fraud"), 1);
  CHECK(row.versions_walked_at == 10);
  CHECK_FALSE(row.builds_walked_at.has_value());
  t.s->append(versions_at(t.id, 20, {a_version("hash-2")}, walk_stage::more));
  row = t.s->watch("prod", named("acme", "fraud"), 1);
  CHECK_FALSE(row.versions_walked_at.has_value());
}
