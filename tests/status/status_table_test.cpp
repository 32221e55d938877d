#include "status/status_table.hpp"

#include "catch.hpp"
#include "lines.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::string drawn(const status& of, const status_view& view = {}) {
  return draw_status(of, judge(of, of.at), view);
}

std::vector<target_status> many(int count) {
  std::vector<target_status> targets;
  for (int i = 0; i < count; ++i)
    targets.push_back(a_target("prod", "acme/" + std::to_string(1000 + i)));
  return targets;
}

}  // namespace

TEST_CASE("a status that is well says so first, then clusters, targets and storage") {
  auto target = a_target("prod", "acme/x");
  target.rate = 12.0 / 3600;
  target.window_fill = 0.25;
  status of = a_status({target});
  of.config_digest = "0123456789abcdef";
  of.storage.growth_per_day = 10.0 * 1024 * 1024;
  of.storage.days_left = 400;
  CHECK(drawn(of) ==
        "Losing nothing: 1 target, oldest success 8 s ago\n"
        "\n"
        "CLUSTER  STATE  TARGETS  FAILING  LAST OK  SINCE  URL/WHY\n"
        "prod     -            1        0  8 s ago  -      https://api.example.com\n"
        "\n"
        "TARGET              STATE  LAST OK  NEXT     RATE  WINDOW  GAPS  SINCE  WHY\n"
        "prod acme/x errors  ok     8 s ago  in 52 s  12/h    25 %     0  -\n"
        "\n"
        "gaps        0 ever, 0 found within 24 h\n"
        "quarantine  empty\n"
        "queue       0 records to be stored, last commit 8 s ago\n"
        "database    /var/lib/algologd/algolog.db\n"
        "            2.8 GiB, of it 0 B free, WAL 0 B, grows by 10.0 MiB a day\n"
        "disk        74.5 GiB of 186.3 GiB left, for 400 days\n"
        "daemon      algologd 1.2.3, started 24 h ago, configuration 01234567 read 24 h ago\n");
}

TEST_CASE("what wants attention is told with its place, its time, the error and what to do") {
  const status of = a_status(
      {a_target("prod", "acme/y"),
       failing(a_target("prod", "acme/x"), taken - 3 * a_minute, "HTTP 403: no permission")});
  const std::string text = drawn(of);
  CHECK_THAT(text, ContainsSubstring(
                       "\nNeeds attention:\n"
                       "  prod acme/x errors: forbidden, 12 times in a row (since 3 min ago)\n"
                       "    HTTP 403: no permission\n"
                       "    -> mend the key\n"));
  CHECK(lines_with(text, "forbidden: HTTP 403: no permission") == 1);
  CHECK(text.find("prod acme/x errors  failing") < text.find("prod acme/y errors  ok"));
}

TEST_CASE("targets come worst first: what may lose errors, fails, waits for its cluster, is new") {
  auto full = a_target("prod", "acme/full");
  full.window_fill = 0.9;
  auto parked = a_target("prod", "acme/parked");
  parked.state = target_state::parked;
  parked.next_at.reset();
  auto fresh = a_target("prod", "acme/fresh");
  fresh.state = target_state::waiting;
  auto old = failing(a_target("prod", "acme/old"), taken - an_hour, "x");
  auto young = failing(a_target("prod", "acme/young"), taken - a_minute, "x");
  const std::string text =
      drawn(a_status({a_target("prod", "acme/well"), fresh, parked, young, old, full}));
  const auto table = text.substr(text.find("TARGET "));
  const auto at = [&](const std::string& name) { return table.find("prod acme/" + name); };
  CHECK(at("full") < at("old"));
  CHECK(at("old") < at("young"));
  CHECK(at("young") < at("parked"));
  CHECK(at("parked") < at("fresh"));
  CHECK(at("fresh") < at("well"));
  CHECK(lines_with(table, "the window is nearly all new") == 1);
  CHECK(lines_with(table, "its cluster is down") == 1);
  CHECK(lines_with(table, "not polled yet") == 1);
}

TEST_CASE("twenty targets are shown, all that want attention up to a hundred, or all") {
  const status well = a_status(many(30));
  CHECK(lines_with(drawn(well), "prod acme/") == 20);
  CHECK(lines_with(drawn(well), "and 10 more; --all shows them") == 1);
  CHECK(lines_with(drawn(well, {{}, true, ""}), "prod acme/") == 30);
  status bad = a_status(many(130));
  for (int i = 0; i < 25; ++i) bad.targets[i] = failing(bad.targets[i], taken - a_minute, "DOWN");
  CHECK(lines_with(drawn(bad), "forbidden: DOWN") == 25);
  for (auto& target : bad.targets) target = failing(target, taken - a_minute, "DOWN");
  CHECK(lines_with(drawn(bad), "forbidden: DOWN") == 100);
}

TEST_CASE("the database's word says what it does not know") {
  status of = a_status({a_target("prod", "acme/x")});
  of.live = false;
  of.targets[0].next_at.reset();
  const std::string text = drawn(of, {{}, false, "This is from the database alone"});
  CHECK_THAT(text, StartsWith("This is from the database alone\nNo loss is known: 1 target"));
  CHECK(lines_with(text, "queue       not known without the daemon, last poll stored 8 s ago") ==
        1);
  CHECK(lines_with(text, "growth not known yet") == 1);
  CHECK(lines_with(text, "daemon      ") == 0);
}

TEST_CASE("hostile texts of a status neither break lines nor steer the terminal") {
  status of = a_status({failing(a_target("pr\x1bod", "acme/\nx"), taken - 1000, "a\x1b[2J\nb")});
  of.clusters[0].name = "pr\x1bod";
  of.clusters[0].down_since = taken - 1000;
  of.clusters[0].why =
      "\x9b"
      "31m";
  of.quarantine = {1, taken, "\x1b]0;title\x07", "c\n", "a\r"};
  of.reload_problem = "line\x1b";
  of.storage.path = "/a\x1b[b";
  of.storage.failing_since = taken;
  of.storage.why = "full\x1b";
  const std::string text = drawn(of, {{}, true, "so\x1burce"});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
}

TEST_CASE("the verdict has the colour of a traffic light, on terminals that show any") {
  const status well = a_status({a_target("prod", "acme/x")});
  CHECK_THAT(drawn(well, {{0, true}, false, ""}), StartsWith("\x1b[32mLosing nothing"));
  status bad = well;
  bad.storage.failing_since = taken - 1000;
  CHECK_THAT(drawn(bad, {{0, true}, false, ""}), StartsWith("\x1b[31m"));
}
