#include "store/upgrade.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "schema/migrations.hpp"
#include "store/copy.hpp"
#include "store/database.hpp"
#include "store/database_error.hpp"
#include "store/file_sizes.hpp"
#include "store/migrate.hpp"
#include "store/partial_file.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

using std::filesystem::path;

constexpr std::int64_t small = 256LL << 20;  // bytes that are written anew within seconds

std::int64_t pragma(SQLite::Database& db, const char* sql) { return db.execAndGet(sql).getInt64(); }

bool is_same(const path& left, const path& right) {
  using bytes = std::istreambuf_iterator<char>;
  std::error_code failed;
  if (std::filesystem::file_size(left, failed) != std::filesystem::file_size(right, failed))
    return false;
  std::ifstream one(left, std::ios::binary);
  std::ifstream other(right, std::ios::binary);
  return std::equal(bytes(one), bytes(), bytes(other), bytes());
}

/// An earlier copy of the same version: that database was put back, used, and is upgraded again.
void number_earlier(const path& copy) {
  for (int number = 1;; ++number) {
    const path name = path(copy) += "." + std::to_string(number);
    if (std::filesystem::exists(name)) continue;
    std::filesystem::rename(copy, name);
    return;
  }
}

[[noreturn]] void throw_upgrade(SQLite::Database& db, const path& file, const path& copy,
                                const char* why) {
  throw database_error(database_error::kind::unavailable,
                       file.string() + ": is brought up to date only once it is copied to " +
                           copy.string() + ", which failed: " + why + "; make room for " +
                           format_size(sizes_of(db).database) + ", and the folder writable");
}

// A try to upgrade that failed left a copy already: it is not kept twice.
void keep_copy(SQLite::Database& db, const path& file, std::int64_t version) {
  const auto becomes = migrations().back().version;
  const path copy = path(file) += ".before-v" + std::to_string(becomes);
  try {
    partial_file made(path(copy) += ".partial");
    copy_database(db, made.name(), {});
    if (std::filesystem::exists(copy)) {
      if (is_same(copy, made.name())) return;
      number_earlier(copy);
    }
    made.publish(copy, false);
  } catch (const SQLite::Exception& e) {
    throw_upgrade(db, file, copy, e.what());
  } catch (const std::system_error& e) {
    throw_upgrade(db, file, copy, e.what());
  }
  spdlog::info("database {}: schema {} becomes {}; a copy of it as it was is kept: {}",
               file.string(), version, becomes, copy.string());
}

bool has_room(const path& file, std::int64_t bytes) {
  std::error_code failed;
  const auto space = std::filesystem::space(file, failed);
  return !failed && space.available / 3 > static_cast<std::uintmax_t>(bytes);
}

// Why it was not done; empty: there is nothing more to do.
std::string make_shrinkable_if_small(SQLite::Database& db, const path& file) {
  constexpr int incremental = 2;
  if (pragma(db, "PRAGMA auto_vacuum") == incremental) return {};
  const auto bytes = sizes_of(db).database;
  if (bytes > small || !has_room(file, bytes)) return "it is large";
  try {
    make_shrinkable(db);
    return {};
  } catch (const SQLite::Exception& e) {
    if (is_corruption(e)) throw;
    return e.what();
  }
}

}  // namespace

void make_shrinkable(SQLite::Database& db) {
  db.exec("PRAGMA temp_store = FILE");  // what is written anew may be larger than the memory
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.exec("VACUUM");
}

void upgrade(SQLite::Database& db, const path& file) {
  const auto version = pragma(db, "PRAGMA user_version");
  const bool older = version < migrations().back().version;
  if (older && version > 0) keep_copy(db, file, version);
  if (older) migrate(db);
  // At each start: the process that brought it up to date may have been killed before.
  const auto why = make_shrinkable_if_small(db, file);
  if (!older || why.empty()) return;
  spdlog::info(
      "database {}: room that pruning frees is used again, but the file does not shrink ({}); "
      "`algologd prune --vacuum` changes that",
      file.string(), why);
}

}  // namespace algolog
