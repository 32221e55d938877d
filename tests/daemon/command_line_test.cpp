#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "catch.hpp"
#include "config/config.hpp"
#include "redirected.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"

using namespace algolog;

namespace {

struct outcome {
  int status;
  std::string out;
  std::string err;
};

// `arguments` go through a shell, so that pipes can stand in them.
outcome algologd(const test::scratch_folder& folder, const std::string& arguments) {
  const std::string command =
      "cd " + folder.path().string() + " && { " ALGOLOGD " " + arguments + " ; } >out 2>err";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, test::content(folder / "out"),
          test::content(folder / "err")};
}

void make_database(const test::scratch_folder& folder) {
  database db(store_config{folder / "a.db", sync_mode::normal});
  db.handle().exec(
      "INSERT INTO algorithms (cluster, owner, name, first_seen_at) VALUES ('p', 'acme', 'x', 1)");
  db.handle().exec(
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      " INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname,"
      " error, observed_at, backfilled)"
      " SELECT 'p', 'req-' || i, 1, i, 'acme', 'x', 'boom', 1, 0 FROM n");
}

}  // namespace

TEST_CASE("help and version are no failures") {
  const test::scratch_folder folder;
  const outcome help = algologd(folder, "--help");
  CHECK(help.status == 0);
  CHECK(help.err.empty());
  for (const char* word : {"run", "once", "check", "requeue", "errors", "error", "builds", "gaps",
                           "status", "log", "--config", "Exit codes"})
    CHECK_THAT(help.out, ContainsSubstring(word));
  CHECK_THAT(algologd(folder, "--version").out, StartsWith("algologd "));
  CHECK_THAT(algologd(folder, "errors --help").out, ContainsSubstring("Examples:"));
}

TEST_CASE("a wrong command line exits with 64 and says how to go on") {
  const test::scratch_folder folder;
  for (const char* arguments :
       {"", "nonsense", "errors --nonsense", "errors --since yesterday", "errors --limit -1",
        "errors --algorithm acme", "log", "error", "errors --database a.db --config a.toml"}) {
    const outcome got = algologd(folder, arguments);
    CHECK(got.status == 64);
    CHECK(got.out.empty());
    CHECK_THAT(got.err, ContainsSubstring("--help"));
  }
}

TEST_CASE("a wrong configuration exits with 78 and every problem on a line of its own") {
  const test::scratch_folder folder;
  folder.write("a.toml", "[poll]\ntimeout = 30\n[log]\nlevel = \"loud\"\n");
  for (const char* arguments : {"errors --config a.toml", "--config a.toml errors"}) {
    const outcome got = algologd(folder, arguments);
    CHECK(got.status == 78);
    CHECK_THAT(got.err, StartsWith("algologd: a.toml:1: cluster: is missing") &&
                            ContainsSubstring("\nalgologd: a.toml:2: poll.timeout: ") &&
                            ContainsSubstring("\nalgologd: a.toml:4: log.level: "));
  }
  CHECK(algologd(folder, "errors --config none.toml").status == 78);
}

TEST_CASE("a database that cannot be read has its own exit codes") {
  const test::scratch_folder folder;
  folder.write("text", "this is not a database, however long it may be");
  CHECK(algologd(folder, "errors --database none.db").status == 74);
  CHECK(algologd(folder, "errors --database text").status == 78);
}

TEST_CASE("gaps are shown by time and algorithm") {
  const test::scratch_folder folder;
  make_database(folder);
  SQLite::Database((folder / "a.db").string(), SQLite::OPEN_READWRITE)
      .exec(
          "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
          " VALUES (1, 1000, 61000, 62000, 'outage')");
  const outcome shown = algologd(folder, "gaps --database a.db --algorithm acme/x --json");
  CHECK(shown.status == 0);
  CHECK_THAT(shown.out, ContainsSubstring(R"("from_at":1000,"to_at":61000)") &&
                            ContainsSubstring(R"("algorithm":"acme/x")"));
  CHECK(algologd(folder, "gaps --database a.db --since 1h").out.empty());
  CHECK(algologd(folder, "gaps --database a.db --algorithm acme/y").status == 69);
}

TEST_CASE("the database is found by the configuration too") {
  const test::scratch_folder folder;
  make_database(folder);
  folder.write("a.toml",
               "[store]\npath = \"a.db\"\n[[cluster]]\nname = \"p\"\nurl = \"https://a\"\n"
               "api_key_env = \"K\"\nalgorithms = [\"acme/x\"]\n");
  const outcome got = algologd(folder, "errors --config a.toml --limit 1");
  CHECK(got.status == 0);
  CHECK_THAT(got.out, ContainsSubstring("req-5000"));
}

TEST_CASE("a reader that leaves early is no failure, and nothing is said") {
  const test::scratch_folder folder;
  make_database(folder);
  const outcome got =
      algologd(folder, "--version; { " ALGOLOGD
                       " errors --database a.db --json --limit 5000; echo $? >code; }"
                       " | head -n 1");
  CHECK(got.status == 0);
  CHECK(got.err.empty());
  CHECK(test::content(folder / "code") == "0\n");
}

TEST_CASE("a full disk is told and exits with 74") {
  const test::scratch_folder folder;
  make_database(folder);
  const outcome got = algologd(folder, "errors --database a.db >/dev/full");
  CHECK(got.status == 74);
  CHECK_THAT(got.err, ContainsSubstring("No space left"));
}

TEST_CASE("what is asked for and not there exits with 69") {
  const test::scratch_folder folder;
  make_database(folder);
  CHECK(algologd(folder, "log --database a.db 1234").status == 69);
  const outcome got = algologd(folder, "errors --database a.db --algorithm acme/y");
  CHECK(got.status == 69);
  CHECK_THAT(got.err, ContainsSubstring("no algorithm acme/y in "));
}
