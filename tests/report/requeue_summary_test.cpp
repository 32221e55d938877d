#include "report/requeue_summary.hpp"

#include "catch.hpp"

using namespace algolog;

namespace {

requeue_result some_of_all() {
  requeue_result all;
  all.looked_at = 12;
  all.moved = 5;
  all.conflicts = 1;
  all.cut = 2;
  all.not_understood = 4;
  all.stored = 30;
  all.stored_before = 7;
  all.reasons = {{"request_id: absent or empty", 3}, {"not JSON: syntax error", 1}};
  return all;
}

}  // namespace

TEST_CASE("what requeue came to is a table, with the reasons of what stays") {
  CHECK(draw_requeue(some_of_all(), {}) ==
        "QUARANTINE                 COUNT\n"
        "rows looked at                12\n"
        "rows moved                     5\n"
        "  records stored              30\n"
        "  records already stored       7\n"
        "rows cut off                   2\n"
        "rows in conflict               1\n"
        "rows still not understood      4\n"
        "\n"
        "ROWS  STILL NOT UNDERSTOOD BECAUSE\n"
        "   3  request_id: absent or empty\n"
        "   1  not JSON: syntax error\n");
  CHECK(draw_requeue({}, {}).find("BECAUSE") == std::string::npos);
}

TEST_CASE("what requeue came to is one line of JSON for machines") {
  CHECK(requeue_json(some_of_all(), true) ==
        R"({"dry_run":true,"rows":12,"moved":5,"records_stored":30,"records_already_stored":7,)"
        R"("cut_off":2,"conflicts":1,"not_understood":4,"reasons":[{"reason":)"
        R"("request_id: absent or empty","rows":3},{"reason":"not JSON: syntax error",)"
        R"("rows":1}]})"
        "\n");
}
