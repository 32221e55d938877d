#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// How SQLite would answer `sql`, for a reader that knows nothing but the file.
std::string plan_of(scratch_store& s, const std::string& sql) {
  SQLite::Database reader(s.file(), SQLite::OPEN_READONLY);
  SQLite::Statement steps(reader, "EXPLAIN QUERY PLAN " + sql);
  std::string plan;
  while (steps.executeStep()) plan += steps.getColumn(3).getString() + "\n";
  return plan;
}

}  // namespace

TEST_CASE("an error is looked up by its request, whatever its cluster, without reading all") {
  scratch_store s;
  for (const std::string from : {"errors", "v_errors"}) {
    const auto plan = plan_of(s, "SELECT * FROM " + from + " WHERE request_id = 'req-1'");
    CHECK_THAT(plan, ContainsSubstring("(ANY(cluster) AND request_id=?)"));
    CHECK_THAT(plan, !ContainsSubstring("SCAN"));
  }
}

TEST_CASE("a join looks up each error, and does not read all of them before") {
  scratch_store s;
  for (const std::string sql :
       {"SELECT count(*) FROM (SELECT DISTINCT cluster FROM algorithms) AS c CROSS JOIN errors AS e"
        " ON e.cluster = c.cluster AND e.request_id = 'req-1'",
        "SELECT count(*) FROM newest_errors AS n JOIN errors AS e USING (cluster, request_id)",
        "SELECT count(*) FROM polls AS p JOIN errors AS e"
        " ON e.algorithm_id = p.algorithm_id AND e.created_at = p.first_at"}) {
    CAPTURE(sql);
    CHECK_THAT(plan_of(s, sql), !ContainsSubstring("BLOOM FILTER"));
    CHECK_THAT(plan_of(s, sql), ContainsSubstring("SEARCH e USING"));
  }
}

TEST_CASE("requests that begin alike are looked up, whatever their cluster") {
  scratch_store s;
  CHECK_THAT(plan_of(s,
                     "SELECT DISTINCT request_id FROM errors WHERE request_id >= 'req-1' AND"
                     " request_id < 'req-2' LIMIT 10"),
             ContainsSubstring("(ANY(cluster) AND request_id>? AND request_id<?)"));
}

TEST_CASE("rows of an algorithm are looked up by its name in the views") {
  scratch_store s;
  for (const std::string from : {"v_errors", "v_builds", "v_gaps", "v_polls", "v_versions"}) {
    CAPTURE(from);
    const auto plan = plan_of(s, "SELECT * FROM " + from + " WHERE algorithm = 'acme/fraud'");
    CHECK_THAT(plan, ContainsSubstring("algorithms_by_label (<expr>=?)"));
  }
  const auto errors = plan_of(s,
                              "SELECT * FROM v_errors WHERE algorithm = 'acme/fraud'"
                              " AND created_ms >= 5 ORDER BY created_ms DESC LIMIT 20");
  CHECK_THAT(errors, ContainsSubstring("errors_by_algorithm (algorithm_id=? AND created_at>?)"));
  CHECK_THAT(errors, !ContainsSubstring("SCAN"));
}

TEST_CASE("errors of a span are looked up by created_ms") {
  scratch_store s;
  const auto plan = plan_of(s,
                            "SELECT algorithm, error_type, count(*) FROM v_errors"
                            " WHERE created_ms >= 5 GROUP BY algorithm, error_type");
  CHECK_THAT(plan, ContainsSubstring("errors_by_time (created_at>?)"));
}

TEST_CASE("what is read in the order of arrival is not sorted") {
  scratch_store s;
  for (const std::string sql : {"SELECT * FROM v_errors ORDER BY seq DESC LIMIT 5",
                                "SELECT * FROM v_errors WHERE seq > 5 ORDER BY seq LIMIT 5"}) {
    CHECK_THAT(plan_of(s, sql), !ContainsSubstring("TEMP B-TREE"));
  }
}

TEST_CASE("v_errors has the columns that indexes have") {
  scratch_store s;
  const auto id = s->watch("prod", named("acme", "fraud"), 5).algorithm_id;
  s->append(errors_at(id, 7, {an_error("req-1", 1'700'000'000'123)}));
  CHECK(s.row("SELECT created_ms, algorithm_id FROM v_errors WHERE request_id = 'req-1'") ==
        "1700000000123|" + std::to_string(id));
}
