#include <unistd.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
namespace fs = std::filesystem;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

struct backed_up {
  backed_up() : cluster(one_algorithm()), box(cluster, {"acme/one"}) { cluster.start(); }

  fs::path file(const std::string& name) const { return box.folder() / name; }
  strings names(const std::string& part) const {
    strings found;
    for (const auto& entry : fs::directory_iterator(box.folder().path())) {
      const auto name = entry.path().filename().string();
      if (name.find(part) != std::string::npos) found.push_back(name);
    }
    return found;
  }
  /// Makes copying take a while.
  void grow(int megabytes) const {
    SQLite::Database db(box.database().string(), SQLite::OPEN_READWRITE, 5000);
    db.exec(
        "INSERT INTO quarantine (received_at, cluster, route, reason, body_bytes, digest, body)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(16 * megabytes) +
        ") SELECT 1, 'sim', '/', 'filler', 65536, i, randomblob(65536) FROM n");
  }

  simcluster::server cluster;
  sandbox box;
};

}  // namespace

TEST_CASE(
    "a backup made while the daemon writes is of one moment, the last one equal to the truth") {
  backed_up t;
  const auto daemon = t.box.start({"run"});
  REQUIRE(eventually([&] { return stored(t.box.database()).count("build_logs") == 3; }));
  t.grow(20);
  for (int i = 0; i < 5; ++i) {
    fail(t.cluster, "acme/one", 10);
    const auto made = t.box.run({"backup", t.file("b" + std::to_string(i)).string(), "--json"});
    CAPTURE(made.err);
    REQUIRE(made.status == 0);
    const stored copy(t.file("b" + std::to_string(i)));
    CHECK(copy.text("PRAGMA integrity_check") == "ok");
    CHECK(json::parse(made.out).at("rows").at("errors").as_int64() == copy.count("errors"));
    const auto rows = "SELECT * FROM errors WHERE seq <= " +
                      std::to_string(copy.number("SELECT max(seq) FROM errors")) + " ORDER BY seq";
    CHECK(copy.rows(rows) == stored(t.box.database()).rows(rows));
  }
  REQUIRE(lasting_differences(t.cluster, t.box.database()) == strings{});
  REQUIRE(t.box.run({"backup", t.file("last").string()}).status == 0);
  CHECK(differences(t.cluster, t.file("last")) == strings{});
  CHECK(daemon->running());
  CHECK(lines_with(daemon->err(), "lock") == 0);
}

TEST_CASE(
    "a backup that is killed half-way leaves no file of that name, and the next one is whole") {
  backed_up t;
  REQUIRE(t.box.once().status == 0);
  t.grow(100);
  const auto target = t.file("b.db").string();
  const auto killed = t.box.start({"backup", target});
  REQUIRE(eventually([&] { return fs::exists(target + ".partial"); }));
  killed->send(SIGKILL);
  REQUIRE(killed->wait() == -SIGKILL);
  CHECK_FALSE(fs::exists(target));
  fs::remove(target + ".partial");  // so that the next one is seen to begin

  const auto stopped = t.box.start({"backup", target});
  REQUIRE(eventually(
      [&] { return fs::exists(target + ".partial") && fs::file_size(target + ".partial") > 0; }));
  stopped->send(SIGINT);
  CHECK(stopped->wait() == 75);
  CHECK_THAT(stopped->err(), ContainsSubstring("stopped before the copy was whole"));
  CHECK(t.names("b.db").empty());

  REQUIRE(t.box.run({"backup", target}).status == 0);
  CHECK(t.names("b.db") == strings{"b.db"});
  CHECK(stored(target).count("errors") == 5);
}

TEST_CASE("a backup is refused where it would overwrite, and when nothing is there to copy") {
  backed_up t;
  CHECK(t.box.run({"backup", t.file("b.db").string()}).status == 74);
  CHECK(t.names("b.db").empty());
  REQUIRE(t.box.once().status == 0);
  t.box.folder().write("b.db", "precious");
  const auto refused = t.box.run({"backup", t.file("b.db").string()});
  CHECK(refused.status == 64);
  CHECK_THAT(refused.err, ContainsSubstring("--force"));
  CHECK(t.box.run({"backup", "--force", t.box.database().string()}).status == 64);
  CHECK(t.box.run({"backup", (t.file("none") / "b.db").string()}).status == 74);
  CHECK(t.box.run({"backup", "--force", t.file("b.db").string()}).status == 0);
  CHECK(differences(t.cluster, t.file("b.db")) == strings{});
}

TEST_CASE("backups of a folder have dated names, and the newest ones stay") {
  backed_up t;
  REQUIRE(t.box.once().status == 0);
  fs::create_directory(t.file("all"));
  const auto older = t.file("all") / "algolog-20200101T000000Z.db";
  REQUIRE(t.box.run({"backup", older.string()}).status == 0);
  std::ofstream(t.file("all") / "algolog.db").put('x');
  const auto made = t.box.run({"backup", "--keep", "1", "--json", t.file("all").string()});
  REQUIRE(made.status == 0);
  const fs::path file(std::string(json::parse(made.out).at("file").as_string()));
  CHECK(stored(file).count("errors") == 5);
  CHECK_FALSE(fs::exists(older));
  CHECK(fs::exists(t.file("all") / "algolog.db"));
}

TEST_CASE("who may only read makes a backup, while the daemon runs and after it") {
  backed_up t;
  if (::geteuid() != 0) {
    WARN("not run: needs root, to become another user");
    return;
  }
  constexpr ::gid_t group = 54321;
  auto daemon = t.box.start({"run"});
  REQUIRE(lasting_differences(t.cluster, t.box.database()) == strings{});
  const auto& folder = t.box.folder();
  for (const char* side : {"", "-wal", "-shm"}) {
    const auto name = t.box.database().string() + side;
    REQUIRE(::chown(name.c_str(), 0, group) == 0);
    fs::permissions(name, static_cast<fs::perms>(0640));
  }
  REQUIRE(::chown(folder.path().c_str(), 0, group) == 0);
  fs::permissions(folder.path(), static_cast<fs::perms>(0750));
  const algolog::test::scratch_folder own;
  REQUIRE(::chown(own.path().c_str(), 54322, group) == 0);
  const auto back_up = [&](const std::string& name) {
    process reader(
        {"/usr/bin/setpriv", "--reuid=54322", "--regid=54321", "--clear-groups", ALGOLOGD, "backup",
         "--database", t.box.database().string(), (own / name).string()},
        folder / name);
    const auto status = reader.wait();
    CAPTURE(reader.err());
    REQUIRE(status == 0);
    CHECK(differences(t.cluster, own / name) == strings{});
  };
  back_up("running");
  stop(*daemon);
  back_up("stopped");
}
