#include "report/prune_summary.hpp"

#include <boost/json/parse.hpp>

#include "catch.hpp"

using namespace algolog;

namespace {

prune_report some_rows() {
  prune_report all;
  all.rows = {{1, prunable::errors, 12, 2048, 0, 86'400'000},
              {2, prunable::build_logs, 1, 10, 1000, 1000}};
  all.names = {{1, "prod acme/fraud"}};
  return all;
}

}  // namespace

TEST_CASE("what was pruned is a line for each algorithm and table") {
  auto all = some_rows();
  all.bytes_given_back = 4096;
  CHECK(draw_prune(all, {}) ==
        "ALGORITHM        DELETED     ROWS     TEXT  OLDEST (UTC)         NEWEST (UTC)\n"
        "prod acme/fraud  errors        12  2.0 KiB  1970-01-01 00:00:00  1970-01-02 00:00:00\n"
        "2                build_logs     1     10 B  1970-01-01 00:00:01  1970-01-01 00:00:01\n"
        "The file is 4.0 KiB smaller.\n");
}

TEST_CASE("a dry run of pruning says that it was one") {
  auto all = some_rows();
  all.dry_run = true;
  CHECK_THAT(draw_prune(all, {}),
             ContainsSubstring("WOULD GO") && ContainsSubstring("a dry run.\n"));
  const auto object = boost::json::parse(prune_json(all));
  CHECK(object.at("dry_run").as_bool());
  CHECK(object.at("deleted").at(0).at("algorithm").as_string() == "prod acme/fraud");
  CHECK(object.at("deleted").at(0).at("newest_at").as_int64() == 86'400'000);
}

TEST_CASE("pruning that finds nothing says why") {
  prune_report all;
  CHECK_THAT(draw_prune(all, {}), ContainsSubstring("Nothing is older"));
  all.keeps_all = true;
  CHECK_THAT(draw_prune(all, {}), ContainsSubstring("keeps everything for ever"));
}

TEST_CASE("pruning notes where the time it went by is not what one would expect") {
  const prune_clock known{"prod", 86'400'000};
  CHECK(note_of(known, {86'400'000, time_doubt::none}).empty());
  CHECK(note_of({"prod", std::nullopt}, {std::nullopt, time_doubt::untold}) ==
        "cluster prod: nothing goes, for no stored poll proves what time it is there; poll it "
        "first");
  prune_report all;
  all.notes = {note_of(known, {86'400'000, time_doubt::stale}),
               note_of(known, {1, time_doubt::machine_behind})};
  const auto text = draw_prune(all, {});
  CHECK_THAT(text, ContainsSubstring("as they were at its newest poll, 1970-01-02 00:00:00 UTC\n"));
  CHECK_THAT(text, ContainsSubstring("set the clock that is wrong\n"));
  CHECK(boost::json::parse(prune_json(all)).at("notes").as_array().size() == 2);
}
