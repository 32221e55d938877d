#include "config/config.hpp"

#include <algorithm>

#include "catch.hpp"
#include "problems_of.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using test::only;
using test::problems_of;
using test::scratch_folder;

namespace {

config parse(const std::string& text) {
  return parse_config(text + std::string(test::cluster), "/etc/x/a.toml");
}

std::string problem(const std::string& text) {
  return only(problems_of(text + std::string(test::cluster)));
}

}  // namespace

TEST_CASE("a cluster's name, URL, key and algorithms are all that must be said") {
  const config c = parse("");
  CHECK(c.store.path == "/var/lib/algologd/algolog.db");
  CHECK(c.store.synchronous == sync_mode::full);
  CHECK(c.poll.errors_interval == 60s);
  CHECK(c.poll.errors_min_interval == 5s);
  CHECK(c.poll.builds_interval == 60s);
  CHECK(c.poll.versions_interval == 10min);
  CHECK(c.poll.timeout == 30s);
  CHECK(c.poll.max_body == 64U << 20);
  CHECK(c.poll.window_memory == 32U << 20);
  CHECK(c.newest_errors_keep == 100);
  CHECK(c.input == input_privacy::store);
  CHECK(c.retention.errors == 0s);
  CHECK(c.status_listen == "127.0.0.1:9464");
  CHECK(c.log_level == "info");
  CHECK(c.warnings.empty());
  REQUIRE(c.clusters.size() == 1);
}

TEST_CASE("what is watched is counted in words that agree") {
  config c;
  c.clusters.resize(1);
  c.clusters[0].algorithms.resize(1);
  CHECK(what_is_watched(c) == "1 algorithm of 1 cluster");
  c.clusters.resize(2);
  c.clusters[1].algorithms.resize(2);
  CHECK(what_is_watched(c) == "3 algorithms of 2 clusters");
}

TEST_CASE("every key outside of the clusters is read") {
  const config c = parse(R"(
    store = {path = "/data/a.db", synchronous = "normal"}
    [poll]
    errors_interval = "30s"
    errors_min_interval = "250ms"
    builds_interval = "2m"
    versions_interval = "1h"
    timeout = "5s"
    max_body = "1MiB"
    window_memory = "0B"
    [newest_errors]
    keep = 7
    [privacy]
    input = "digest"
    [retention]
    errors = "90d"
    build_logs = ""
    [status]
    listen = "[::1]:0"
    [log]
    level = "debug"
  )");
  CHECK(c.store.path == "/data/a.db");
  CHECK(c.store.synchronous == sync_mode::normal);
  CHECK(c.poll.errors_interval == 30s);
  CHECK(c.poll.errors_min_interval == 250ms);
  CHECK(c.poll.builds_interval == 2min);
  CHECK(c.poll.versions_interval == 1h);
  CHECK(c.poll.timeout == 5s);
  CHECK(c.poll.max_body == 1U << 20);
  CHECK(c.poll.window_memory == 0);
  CHECK(c.newest_errors_keep == 7);
  CHECK(c.input == input_privacy::digest);
  CHECK(c.retention.errors == 24h * 90);
  CHECK(c.retention.build_logs == 0s);
  CHECK(c.status_listen == "[::1]:0");
  CHECK(c.log_level == "debug");
}

TEST_CASE("the reference configuration loads as it is, and says the defaults") {
  const config reference = load_config(REFERENCE_CONFIG);
  const config plain = parse("");
  CHECK(reference.store.path == plain.store.path);
  CHECK(reference.store.synchronous == plain.store.synchronous);
  CHECK(reference.poll.errors_interval == plain.poll.errors_interval);
  CHECK(reference.poll.errors_min_interval == plain.poll.errors_min_interval);
  CHECK(reference.poll.builds_interval == plain.poll.builds_interval);
  CHECK(reference.poll.versions_interval == plain.poll.versions_interval);
  CHECK(reference.poll.timeout == plain.poll.timeout);
  CHECK(reference.poll.max_body == plain.poll.max_body);
  CHECK(reference.poll.window_memory == plain.poll.window_memory);
  CHECK(reference.newest_errors_keep == plain.newest_errors_keep);
  CHECK(reference.input == plain.input);
  CHECK(reference.retention.errors == plain.retention.errors);
  CHECK(reference.status_listen == plain.status_listen);
  CHECK(reference.log_level == plain.log_level);
  CHECK(reference.clusters[0].max_in_flight == plain.clusters[0].max_in_flight);
  CHECK(reference.clusters[0].requests_per_second == plain.clusters[0].requests_per_second);
}

TEST_CASE("all problems are reported at once, in the order of the file") {
  const auto found = problems_of(
      "[poll]\n"
      "timeout = 30\n"
      "max_body = \"64MB\"\n"
      "[log]\n"
      "level = \"loud\"\n"
      "[[cluster]]\n"
      "url = \"http://api.example.com\"\n"
      "algorithms = [\"nonsense\"]\n");
  REQUIRE(found.size() == 7);
  CHECK_THAT(found[0], StartsWith("a.toml:2: poll.timeout: "));
  CHECK_THAT(found[1], StartsWith("a.toml:3: poll.max_body: "));
  CHECK_THAT(found[2], StartsWith("a.toml:5: log.level: "));
  CHECK_THAT(found[3], StartsWith("a.toml:6: cluster.name: is missing"));
  CHECK_THAT(found[4], StartsWith("a.toml:6: cluster.api_key_file: is missing"));
  CHECK_THAT(found[5], StartsWith("a.toml:7: cluster.url: "));
  CHECK_THAT(found[6], StartsWith("a.toml:8: cluster.algorithms: "));
}

TEST_CASE("a misspelt key is refused with the one that was meant") {
  CHECK(problem("[poll]\nerror_interval = \"60s\"\n") ==
        "a.toml:2: poll.error_interval: is not a key algologd knows; did you mean "
        "\"errors_interval\"?");
  CHECK_THAT(problem("[stroe]\npath = \"x\"\n"),
             StartsWith("a.toml:1: stroe: ") && ContainsSubstring("did you mean \"store\"?"));
  CHECK_THAT(problem("[log]\ncolour_of_the_terminal = \"red\"\n"),
             ContainsSubstring("the keys here are level"));
}

TEST_CASE("a bare number is refused with the text to write instead") {
  CHECK(problem("[poll]\nerrors_interval = 45\n") ==
        "a.toml:2: poll.errors_interval: a bare number has no unit; write \"45s\"");
  CHECK(problem("[poll]\nmax_body = 64\n") ==
        "a.toml:2: poll.max_body: a bare number has no unit; write \"64MiB\"");
}

TEST_CASE("a value of the wrong type is refused with the right one") {
  CHECK_THAT(problem("[store]\npath = 1\n"), ContainsSubstring("is an integer; write a string"));
  CHECK_THAT(problem("[newest_errors]\nkeep = \"7\"\n"),
             ContainsSubstring("is a string; write a whole number, without quotes"));
  CHECK_THAT(problem("[newest_errors]\nkeep = 7.0\n"),
             ContainsSubstring("is a number; write a whole"));
  CHECK_THAT(problem("[log]\nlevel = true\n"), ContainsSubstring("is a boolean; write a string"));
  CHECK_THAT(problem("[poll]\ntimeout = [\"1s\"]\n"),
             ContainsSubstring("is an array; write a dur"));
  CHECK_THAT(problem("poll = 5\n"), ContainsSubstring("not a table; write [poll]"));
  CHECK_THAT(problem("[poll]\ntimeout = 2026-01-01\n"), ContainsSubstring("is a date or time"));
}

TEST_CASE("values out of bounds are refused with the bounds") {
  CHECK_THAT(problem("[poll]\nerrors_interval = \"99ms\"\n"),
             ContainsSubstring("\"100ms\" to \"6d\""));
  CHECK_THAT(problem("[poll]\nbuilds_interval = \"7d\"\n"),
             ContainsSubstring("\"100ms\" to \"6d\""));
  CHECK_THAT(problem("[poll]\ntimeout = \"99ms\"\n"), ContainsSubstring("\"100ms\" to \"1h\""));
  CHECK_THAT(problem("[poll]\nmax_body = \"1023B\"\n"), ContainsSubstring("1.0 KiB to 1.0 GiB"));
  CHECK_THAT(problem("[poll]\nmax_body = \"2GiB\"\n"), ContainsSubstring("1.0 KiB to 1.0 GiB"));
  CHECK_THAT(problem("[poll]\nwindow_memory = \"2GiB\"\n"), ContainsSubstring("1.0 GiB"));
  CHECK_THAT(problem("[newest_errors]\nkeep = 0\n"), ContainsSubstring("1 to 1000000"));
  CHECK_THAT(problem("[newest_errors]\nkeep = 1000001\n"), ContainsSubstring("1 to 1000000"));
  CHECK_THAT(problem("[retention]\nerrors = \"0s\"\n"), ContainsSubstring("out of range"));
}

TEST_CASE("the shortest wait is never longer than the longest") {
  CHECK(
      problem("[poll]\nerrors_min_interval = \"2m\"\n") ==
      "a.toml:2: poll.errors_min_interval: 2m is longer than errors_interval, 1m; make it shorter "
      "or equal");
  CHECK(parse("[poll]\nerrors_interval = \"1s\"\n").poll.errors_min_interval == 1s);
}

TEST_CASE("an address to listen on that is none is refused") {
  CHECK_THAT(problem("[status]\nlisten = \"9464\"\n"), ContainsSubstring("[::1]:9464"));
  CHECK(parse("[status]\nlisten = \"\"\n").status_listen.empty());
}

TEST_CASE("a status server that is open to the network earns a warning") {
  for (const std::string listen : {"0.0.0.0:9464", "[::]:9464", "10.0.0.1:9464"}) {
    const config c = parse("[status]\nlisten = \"" + listen + "\"\n");
    REQUIRE(c.warnings.size() == 1);
    CHECK_THAT(c.warnings[0],
               StartsWith("/etc/x/a.toml:2: status.listen: \"" + listen + "\" is open") &&
                   ContainsSubstring("password"));
  }
  for (const std::string listen :
       {"127.0.0.1:9464", "[::1]:9464", "[::ffff:127.0.0.1]:9464", "localhost:9464", ""})
    CHECK(parse("[status]\nlisten = \"" + listen + "\"\n").warnings.empty());
}

TEST_CASE("keeping errors for less than the cluster shows them earns a warning") {
  const config c = parse("[retention]\nerrors = \"7d\"\n");
  REQUIRE(c.warnings.size() == 1);
  CHECK_THAT(c.warnings[0], StartsWith("/etc/x/a.toml:2: retention.errors: "));
  CHECK(parse("[retention]\nerrors = \"8d\"\n").warnings.empty());
}

TEST_CASE("relative paths start from the folder of the configuration") {
  CHECK(parse("[store]\npath = \"data/a.db\"\n").store.path == "/etc/x/data/a.db");
  CHECK(parse("[store]\npath = \"../a.db\"\n").store.path == "/etc/a.db");
}

TEST_CASE("a TOML syntax error is reported with its line") {
  const auto found = problems_of("[store]\npath = \"unclosed\n");
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], StartsWith("a.toml:2: not TOML: "));
  CHECK_THAT(only(problems_of("[log]\nlevel = \"info\"\nlevel = \"warn\"\n")),
             StartsWith("a.toml:3: not TOML: "));
  CHECK_THAT(only(problems_of("[log]\nlevel = \"\xFF\"\n")), StartsWith("a.toml:2: not TOML: "));
}

TEST_CASE("control characters of a value are shown, not printed") {
  CHECK_THAT(problem("[log]\nlevel = \"a\\nb\\u001b[2J\"\n"),
             !ContainsSubstring("\n") && !ContainsSubstring("\x1b"));
}

TEST_CASE("a file that is absent, or a folder, is a configuration error with the way out") {
  const scratch_folder folder;
  CHECK_THROWS_AS(load_config(folder.path()), config_error);
  try {
    load_config(folder / "none.toml");
    FAIL("loaded");
  } catch (const config_error& e) {
    CHECK_THAT(e.what(), StartsWith((folder / "none.toml").string() + ": "));
    CHECK_THAT(e.what(), ContainsSubstring("No such file") && ContainsSubstring("--config FILE"));
  }
}

TEST_CASE("an empty file says what must be there") {
  CHECK_THAT(only(problems_of("")), StartsWith("a.toml:1: cluster: is missing"));
}

TEST_CASE("keys and arrays that are nested without end are refused, with their line") {
  std::string dotted = "a";
  for (int i = 0; i < 50'000; ++i) dotted += ".a";
  const std::vector<std::string> deep{dotted + " = 1", "[" + dotted + "]",
                                      "a = " + std::string(50'000, '['),
                                      "a = " + std::string(50'000, '{')};
  for (const auto& text : deep) {
    const auto told = only(problems_of("# \"\n" + text + "\n"));
    CHECK_THAT(told, StartsWith("a.toml:2: ") && (ContainsSubstring("more than 16 parts") ||
                                                  ContainsSubstring("more than 32 deep")));
  }
}

TEST_CASE("dots and brackets in strings and comments are no nesting") {
  const std::string many = std::string(100, '[') + std::string(100, '.');
  const auto told =
      problems_of("# " + many + "\n[log]\nlevel = \"\\\"" + many + "\"\n[store]\npath = '" + many +
                  "'\n[privacy]\ninput = \"\"\"\n\"" + many + "\"\"\"\n");
  CHECK(told.size() == 3);  // level, input, and no [[cluster]]
  for (const auto& one : told) CHECK_THAT(one, !ContainsSubstring("more than"));
}

TEST_CASE("names that are too long are refused with their line and the limit, and not repeated") {
  const std::string name(100'000, 'x');
  const auto told = only(problems_of("[[cluster]]\nname = \"" + name +
                                     "\"\nurl = \"https://a\"\napi_key_env = \"K\"\nalgorithms ="
                                     " [\"a/b\", \n\"a/" +
                                     name + "\"]\n"));
  CHECK(told ==
        "a.toml:2: cluster.name: has 100000 characters; the limit is 64\n"
        "a.toml:6: cluster.algorithms: holds a name of 100002 characters; the limit is 256");
  CHECK(problem("[log]\nlevel = \"" + name + "\"\n").size() < 2'000);
}

TEST_CASE("a configuration is a file or a pipe of at most 4 MiB") {
  const scratch_folder folder;
  const auto refusal_of = [](const std::filesystem::path& file) {
    try {
      load_config(file);
    } catch (const config_error& refused) {
      return std::string(refused.what());
    }
    return std::string();
  };
  CHECK_THAT(refusal_of("/dev/zero"), ContainsSubstring("neither a file nor a pipe"));
  const auto large = folder.write("a.toml", std::string((4U << 20) + 1, '#'));
  CHECK_THAT(refusal_of(large), ContainsSubstring("is larger than 4.0 MiB"));
}
