// bench_inserts FROM TO TABLE ROWS EACH: makes the database TO with the schema of FROM and inserts
// the newest ROWS rows of TABLE, EACH in a transaction, durably, with one prepared statement.
// Prints how many a second. Rows are read into memory before, and what they refer to is there
// already.
#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <variant>
#include <vector>

namespace {

using value = std::variant<std::monostate, std::int64_t, double, std::string>;
using row = std::vector<value>;

std::vector<row> read(SQLite::Database& db, const std::string& sql) {
  std::vector<row> rows;
  SQLite::Statement query(db, sql);
  while (query.executeStep()) {
    row& next = rows.emplace_back();
    for (int i = 0; i < query.getColumnCount(); ++i) {
      const auto column = query.getColumn(i);
      if (column.isNull()) {
        next.emplace_back();
      } else if (column.isInteger()) {
        next.emplace_back(column.getInt64());
      } else if (column.isFloat()) {
        next.emplace_back(column.getDouble());
      } else {
        next.emplace_back(column.getString());
      }
    }
  }
  return rows;
}

void insert(SQLite::Statement& statement, const row& values) {
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    const auto& one = values[static_cast<std::size_t>(i)];
    if (const auto* number = std::get_if<std::int64_t>(&one)) {
      statement.bind(i + 1, *number);
    } else if (const auto* real = std::get_if<double>(&one)) {
      statement.bind(i + 1, *real);
    } else if (const auto* text = std::get_if<std::string>(&one)) {
      statement.bindNoCopy(i + 1, *text);
    } else {
      statement.bind(i + 1);
    }
  }
  statement.exec();
  statement.reset();
}

std::string insertion(SQLite::Database& db, const std::string& table) {
  std::string marks;
  SQLite::Statement columns(db, "SELECT count(*) FROM pragma_table_info(?)");
  columns.bind(1, table);
  columns.executeStep();
  for (int i = columns.getColumn(0).getInt(); i > 0; --i) marks += i > 1 ? "?," : "?";
  return "INSERT INTO " + table + " VALUES (" + marks + ")";
}

void copy(SQLite::Database& from, SQLite::Database& to, const std::string& table) {
  SQLite::Statement statement(to, insertion(to, table));
  for (const auto& values : read(from, "SELECT * FROM " + table)) insert(statement, values);
}

/// The table `newest_errors` is written with each transaction, as the daemon does.
class newest_errors {
 public:
  explicit newest_errors(SQLite::Database& db)
      : added_(db,
               "INSERT INTO newest_errors SELECT seq, cluster, algorithm_id, algorithm, request_id,"
               " created_at, observed_at, error_type, message, backfilled FROM newest_errors_source"
               " WHERE seq BETWEEN ?1 AND ?2"),
        removed_(db,
                 "DELETE FROM newest_errors WHERE algorithm_id = ?1 AND seq <= (SELECT seq FROM"
                 " newest_errors WHERE algorithm_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET"
                 " (SELECT value FROM settings WHERE name = 'newest_errors_keep'))") {}

  /// The rows before `end`, up to the last of another algorithm, as one answer brought them.
  void add(const std::vector<row>& rows, std::size_t end) {
    constexpr std::size_t seq = 0;
    constexpr std::size_t algorithm = 3;
    constexpr std::int64_t keep = 100;
    const auto last = std::get<std::int64_t>(rows[end - 1][seq]);
    added_.bind(1, last - keep + 1);
    added_.bind(2, last);
    added_.exec();
    added_.reset();
    removed_.bind(1, std::get<std::int64_t>(rows[end - 1][algorithm]));
    removed_.exec();
    removed_.reset();
  }

 private:
  SQLite::Statement added_;
  SQLite::Statement removed_;
};

void run(const std::string& from_file, const std::string& to_file, const std::string& table,
         const std::string& count, std::size_t each) {
  SQLite::Database from(from_file, SQLite::OPEN_READONLY);
  SQLite::Database to(to_file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  to.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY");
  const auto schema = read(from,
                           "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                           " AND name NOT LIKE 'sqlite_%' ORDER BY type = 'trigger', rowid");
  for (const auto& one : schema) to.exec(std::get<std::string>(one.front()));
  for (const char* needed : {"settings", "algorithms"}) copy(from, to, needed);
  if (table == "build_logs") copy(from, to, "builds");
  to.exec("PRAGMA foreign_keys = ON");
  const auto rows = read(from, "SELECT * FROM (SELECT * FROM " + table +
                                   " ORDER BY rowid DESC LIMIT " + count + ") ORDER BY 1");
  SQLite::Statement statement(to, insertion(to, table));
  newest_errors newest(to);
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < rows.size();) {
    SQLite::Transaction transaction(to);
    for (const auto end = std::min(rows.size(), at + each); at < end; ++at) {
      insert(statement, rows[at]);
    }
    if (table == "errors") newest.add(rows, at);
    transaction.commit();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("{\"rows\": %zu, \"rate\": %.1f, \"seconds\": %.4f}\n", rows.size(),
              static_cast<double>(rows.size()) / took.count(), took.count());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("Usage: bench_inserts FROM TO TABLE ROWS EACH\n", stderr);
    return 64;
  }
  try {
    run(argv[1], argv[2], argv[3], argv[4], std::strtoul(argv[5], nullptr, 10));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_inserts: %s\n", e.what());
    return 1;
  }
}
