#include "store/backup.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>

#include "store/database.hpp"
#include "store/partial_file.hpp"

namespace algolog {
namespace {

using std::filesystem::path;

// "algolog-20261122T074100Z.db"
constexpr std::string_view dated_pattern = "algolog-00000000T000000Z.db";

std::string dated_name(std::int64_t now) {
  const std::time_t seconds = now / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[64];
  const auto size = std::strftime(text, sizeof text, "algolog-%Y%m%dT%H%M%SZ.db", &utc);
  return {text, size};
}

bool is_dated_name(std::string_view name) {
  const auto matches = [](char wanted, char is) {
    return wanted == '0' ? std::isdigit(static_cast<unsigned char>(is)) != 0 : wanted == is;
  };
  return std::ranges::equal(dated_pattern, name, matches);
}

struct names {
  path whole;
  path partial;  ///< always the same, so that a backup deletes what a killed one left
};

names names_of(const backup_order& order, std::int64_t now) {
  std::error_code failed;
  const auto to = std::filesystem::absolute(order.to);
  if (std::filesystem::is_directory(to, failed)) {
    return {to / dated_name(now), to / "algolog.db.partial"};
  }
  if (!to.has_filename()) throw backup_error(order.to.string() + ": no such folder; make it");
  if (order.keep > 0) {
    throw backup_error(order.to.string() +
                       ": is no folder; --keep goes with a folder of dated backups");
  }
  return {to, path(to) += ".partial"};
}

void require_free(const path& whole, const path& from, bool replace) {
  std::error_code failed;
  const auto name = whole.string();
  const auto found = std::filesystem::symlink_status(whole, failed);
  if (std::filesystem::equivalent(whole, from, failed)) {
    throw backup_error(name + ": is the database itself; name another file");
  }
  for (const char* side : {"-wal", "-journal"}) {
    if (!std::filesystem::exists(name + side, failed)) continue;
    throw backup_error(name + side + ": is there, so " + name +
                       " is a database in use or was one; name another file");
  }
  if (!std::filesystem::exists(found)) return;
  if (!replace) throw backup_error(name + ": exists; --force replaces it");
  if (!std::filesystem::is_regular_file(found)) throw backup_error(name + ": is no file");
}

/// The id that a database and its copies have in common; empty if it has none.
std::string id_of(SQLite::Database& db) {
  SQLite::Statement row(db, "SELECT value FROM settings WHERE name = 'database_id'");
  return row.executeStep() ? row.getColumn(0).getString() : "";
}

std::string id_of(const path& copy) {
  try {
    auto db = open_any_version(copy);
    return id_of(db);
  } catch (const std::exception&) {
    return {};  // not known to be a copy, so it is not deleted
  }
}

bool is_older_copy(const std::filesystem::directory_entry& entry, const path& made,
                   const std::string& id) {
  return entry.path() != made && is_dated_name(entry.path().filename().string()) &&
         std::filesystem::is_regular_file(entry.symlink_status()) && id_of(entry.path()) == id;
}

/// Only copies of the same database under our own dated names, the oldest first. Never `made`: if
/// the clock is behind, its name is the oldest.
std::vector<path> delete_older(const path& made, std::size_t keep) {
  const auto id = id_of(made);
  if (id.empty()) return {};
  std::vector<path> dated;
  for (const auto& entry : std::filesystem::directory_iterator(made.parent_path())) {
    if (is_older_copy(entry, made, id)) dated.push_back(entry.path());
  }
  std::ranges::sort(dated);
  if (dated.size() < keep) return {};
  dated.resize(dated.size() + 1 - keep);
  for (const auto& file : dated) std::filesystem::remove(file);
  return dated;
}

}  // namespace

backup_result back_up(const path& from, const backup_order& order, std::int64_t now,
                      const copy_listener& listener) {
  auto db = open_any_version(from);
  const auto named = names_of(order, now);
  require_free(named.whole, db.getFilename(), order.replace);
  partial_file partial(named.partial);
  backup_result made;
  made.file = named.whole;
  made.facts = copy_database(db, partial.name(), listener);
  verify_copy(partial.name(), made.facts, listener);
  made.bytes = std::filesystem::file_size(partial.name());
  partial.publish(named.whole, order.replace);
  if (order.keep > 0) made.deleted = delete_older(named.whole, order.keep);
  return made;
}

}  // namespace algolog
