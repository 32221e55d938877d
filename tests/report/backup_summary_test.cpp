#include "report/backup_summary.hpp"

#include <boost/json/parse.hpp>

#include "catch.hpp"

using namespace algolog;

TEST_CASE("a backup is told in a line, with what was deleted for it") {
  backup_result made{"/b/a.db", 2048, {1, 3, {{"errors", 7}, {"builds", 2}}}, {"/b/old.db"}};
  CHECK(draw_backup(made) ==
        "/b/a.db: 2.0 KiB, verified; 7 errors, 2 builds, 0 build logs, 0 versions\n"
        "/b/old.db: deleted\n");
  const auto object = boost::json::parse(backup_json(made));
  CHECK(object.at("rows").at("errors").as_int64() == 7);
  CHECK(object.at("schema").as_int64() == 3);
  CHECK(object.at("deleted").at(0).as_string() == "/b/old.db");
}

TEST_CASE("the progress of a backup is a share, then a check") {
  CHECK(draw_progress({copy_progress::stage::copying, 45, 100}) == "copying: 45 %");
  CHECK(draw_progress({copy_progress::stage::copying, 0, 0}) == "copying: 0 %");
  CHECK(draw_progress({copy_progress::stage::verifying, 0, 0}) == "verifying the copy");
}
