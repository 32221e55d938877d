// Databases that somebody made to hurt who reads them, opened with every command that reads.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sys/stat.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "plain_text.hpp"
#include "sandbox.hpp"
#include "stored.hpp"

using namespace e2e;
using algolog::test::is_plain;
using strings = std::vector<std::string>;

namespace {

/// A terminal's escapes in C0 and C1, no UTF-8, NUL, line ends, direction marks, a surrogate.
const std::string nasty = std::string("\x1b]0;pwn\x07\x1b[2J\xff\xfe\xc3(\r\n\0\xc2\x9b", 19) +
                          "31m\xe2\x80\xa8\xe2\x80\xae\xed\xa0\x80\"\\|\t";

struct reader {
  std::vector<std::string> command;
  bool json;
};

std::vector<reader> every_reader(const std::string& build) {
  return {{{"errors"}, false},
          {{"errors", "--json"}, true},
          {{"builds"}, false},
          {{"builds", "--json"}, true},
          {{"gaps"}, false},
          {{"gaps", "--json"}, true},
          {{"status"}, false},
          {{"status", "--json"}, true},
          {{"log", build, "--json"}, true}};  // without it, byte for byte into a file
}

outcome read(sandbox& box, const reader& how, const std::filesystem::path& database) {
  auto command = how.command;
  command.insert(command.end(), {"--database", database.string()});
  return box.run(command);
}

void check_output(const std::string& text, bool json) {
  std::istringstream lines(text);
  boost::system::error_code failed;
  if (json) boost::json::parse(text, failed);
  const bool one_value = json && !failed;  // of several lines, or else one value a line
  for (std::string line; std::getline(lines, line) && !one_value;) {
    CAPTURE(line);
    if (json) {
      boost::json::parse(line, failed);
      CHECK_FALSE(failed);
    } else {
      CHECK(is_plain(line));
    }
  }
}

/// Adds `nasty` to every text of every table that takes it.
void poison(const std::filesystem::path& file) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
  db.exec("PRAGMA ignore_check_constraints = ON");
  const stored facts(file);
  for (const auto& column :
       facts.rows("SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
                  " WHERE t.type = 'table' AND c.type = 'TEXT' AND t.name NOT LIKE 'sqlite_%'"
                  " AND NOT (t.name = 'builds' AND c.name IN ('build_id', 'cluster'))"
                  " AND NOT (t.name = 'build_logs' AND c.name <> 'log')")) {
    const auto table = column.substr(0, column.find('|'));
    const auto name = column.substr(column.find('|') + 1);
    SQLite::Statement update(db, "UPDATE OR IGNORE " + table + " SET " + name + " = CAST(CAST(" +
                                     name + " AS BLOB) || ?1 AS TEXT) WHERE " + name +
                                     " IS NOT NULL");
    update.bindNoCopy(1, nasty.data(), static_cast<int>(nasty.size()));
    update.exec();
  }
}

struct read_database {
  read_database() : cluster(one_algorithm()) {
    cluster.start();
    box.emplace(cluster, strings{"acme/one"});
    REQUIRE(box->once().status == 0);
    build = stored(box->database()).text("SELECT build_id FROM builds LIMIT 1");
  }
  simcluster::server cluster;
  std::optional<sandbox> box;
  std::string build;
};

}  // namespace

TEST_CASE("texts of a hostile database reach neither a terminal nor a JSON reader as they are") {
  read_database t;
  poison(t.box->database());
  for (const auto& how : every_reader(t.build)) {
    CAPTURE(how.command);
    const auto said = read(*t.box, how, t.box->database());
    if (how.command[0] != "status") CHECK(said.status == 0);
    check_output(said.out, how.json);
    check_output(said.err, false);
  }
}

TEST_CASE("values that no daemon writes end no command in a crash") {
  read_database t;
  {
    SQLite::Database db(t.box->database().string(), SQLite::OPEN_READWRITE);
    db.exec("PRAGMA writable_schema = ON");
    db.exec("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')");
  }
  {
    SQLite::Database db(t.box->database().string(), SQLite::OPEN_READWRITE);
    db.exec("PRAGMA ignore_check_constraints = ON");
    db.exec("UPDATE errors SET created_at = 'abc', occurrence = x'00', observed_at = -1e300");
    db.exec("UPDATE builds SET started_at = x'ff', finished_at = 9223372036854775807");
    db.exec("UPDATE polls SET last_at = 9223372036854775807, first_at = -9223372036854775807");
    db.exec("UPDATE windows SET asked_at = -9223372036854775807, executions = -5");
    db.exec(
        "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason) VALUES (1,"
        " -9223372036854775807, 9223372036854775807, 9223372036854775807, 'outage')");
  }
  for (const auto& how : every_reader(t.build)) {
    CAPTURE(how.command);
    const auto said = read(*t.box, how, t.box->database());
    CAPTURE(said.err);
    CHECK(said.status >= 0);
    check_output(said.out, how.json);
  }
}

TEST_CASE(
    "what is no database is told as such by every command that reads, and none waits for it") {
  read_database t;
  const auto& folder = t.box->folder();
  std::filesystem::create_directory(folder / "folder");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::ofstream(folder / "empty") << "";
  std::ofstream(folder / "text") << std::string(100'000, 'x');
  std::filesystem::copy_file(t.box->database(), folder / "cut");
  std::filesystem::resize_file(folder / "cut", 5000);
  for (const char* name : {"folder", "pipe", "empty", "text", "cut", "nothing"}) {
    for (const auto& how : every_reader(t.build)) {
      CAPTURE(name, how.command);
      const auto said = read(*t.box, how, folder / name);
      CHECK(said.status > 0);
      CHECK(lines_with(said.err, (folder / name).string()) == 1);
    }
  }
}
