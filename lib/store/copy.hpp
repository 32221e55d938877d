#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace SQLite {
class Database;
}

namespace algolog {

/// How far a copy is. Called often; false ends it with `copy_stopped`.
struct copy_progress {
  enum class stage { copying, verifying };
  stage what = stage::copying;
  std::int64_t pages = 0;  ///< copied so far
  std::int64_t of = 0;     ///< all
};
using copy_listener = std::function<bool(const copy_progress&)>;

/// The listener of a copy ended it.
class copy_stopped : public std::runtime_error {
 public:
  copy_stopped() : std::runtime_error("stopped before the copy was whole") {}
};

/// What a database is, as of one moment.
struct database_facts {
  std::int64_t application_id = 0;
  std::int64_t user_version = 0;
  std::map<std::string, std::int64_t> rows;  ///< of each table
  friend bool operator==(const database_facts&, const database_facts&) = default;
};
database_facts facts_of(SQLite::Database& db);

/// Copies one moment of `from`, an open database that others may write meanwhile, into the empty
/// file `to`, which becomes a database without a WAL. Needs no rights but to read `from`.
/// Returns the facts of that moment. Throws SQLite::Exception, `copy_stopped`.
database_facts copy_database(SQLite::Database& from, const std::filesystem::path& to,
                             const copy_listener& listener);

/// Opens a copy: throws `database_error` unless it is whole (`PRAGMA integrity_check`) and has
/// these facts.
void verify_copy(const std::filesystem::path& copy, const database_facts& expected,
                 const copy_listener& listener);

}  // namespace algolog
