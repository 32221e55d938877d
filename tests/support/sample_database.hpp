#pragma once

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/queries.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"

namespace algolog::test {

/// A real database, written as by a daemon that goes on running, and a reader of it.
class sample_database {
 public:
  sample_database() : writer_(store_config{folder_ / "a.db", sync_mode::normal}) {
    run("INSERT INTO algorithms (algorithm_id, cluster, owner, name, uuid, first_seen_at) VALUES"
        " (1, 'prod', 'acme', 'x', '4a1b7a2a-4183-4939-a292-26e677aeba73', 1),"
        " (2, 'prod', 'acme', 'y', NULL, 1)");
  }

  void run(const std::string& sql) { writer_.handle().exec(sql); }

  void error(int algorithm, const std::string& request, std::optional<std::int64_t> at,
             const std::string& text = "error:\nboom\nstacktrace:\nX") {
    SQLite::Statement insert(
        writer_.handle(),
        "INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname,"
        " error, error_type, extra, observed_at, backfilled)"
        " VALUES ('prod', ?, ?, ?, 'acme', 'x', ?, 'SystemError', '{\"more\":[1]}', 5000, 0)");
    insert.bind(1, request);
    insert.bind(2, algorithm);
    if (at) insert.bind(3, *at);
    insert.bind(4, text);
    insert.exec();
  }

  void build(const std::string& id, const std::string& status, std::int64_t started,
             const std::string& log_state, int algorithm = 1) {
    SQLite::Statement insert(
        writer_.handle(),
        "INSERT INTO builds (cluster, build_id, algorithm_id, status, started_at, first_seen_at,"
        " updated_at, looked_at, log_state) VALUES ('prod', ?1, ?2, ?3, ?4, ?4, ?4, ?4, ?5)");
    insert.bind(1, id);
    insert.bind(2, algorithm);
    insert.bind(3, status);
    insert.bind(4, started);
    insert.bind(5, log_state);
    insert.exec();
  }

  void log(const std::string& id, const std::string& text) {
    SQLite::Statement insert(writer_.handle(),
                             "INSERT INTO build_logs (cluster, build_id, source, fetched_at,"
                             " log_bytes, log) VALUES ('prod', ?, 'builds', 7, ?, ?)");
    insert.bind(1, id);
    insert.bind(2, static_cast<std::int64_t>(text.size()));
    insert.bind(3, text);
    insert.exec();
  }

  void gap(std::int64_t from, std::int64_t to, int algorithm = 1) {
    SQLite::Statement insert(writer_.handle(),
                             "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
                             " VALUES (?1, ?2, ?3, ?3 + 1000, 'window_overflow')");
    insert.bind(1, algorithm);
    insert.bind(2, from);
    insert.bind(3, to);
    insert.exec();
  }

  /// A later poll found the gap again.
  void find_again(std::int64_t from, std::int64_t at, std::int64_t to) {
    run("UPDATE gaps SET widened_at = " + std::to_string(at) + ", to_at = " + std::to_string(to) +
        ", findings = findings + 1 WHERE from_at = " + std::to_string(from));
  }

  const scratch_folder& folder() const noexcept { return folder_; }
  SQLite::Database reader() const { return open_read_only(folder_ / "a.db"); }

 private:
  scratch_folder folder_;
  database writer_;
};

/// What a column of text says, row after row, a space behind each.
inline std::string ids(const std::vector<record>& rows, std::string_view column) {
  std::string text;
  for (const auto& row : rows) text += std::string(row.at(column).as_string()) + " ";
  return text;
}

}  // namespace algolog::test
