#pragma once

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace algolog {

/// A column of a row that has text, which may be many megabytes.
struct text_place {
  const char* table;
  const char* column;
  std::int64_t row = 0;
};

/// The first (or last) `most` bytes of it: the rest is never read into memory, which substr() would
/// do. Throws SQLite::Exception; so too where it is NULL.
std::string beginning_of(SQLite::Database& db, const text_place& where, std::size_t most);
std::string end_of(SQLite::Database& db, const text_place& where, std::size_t most);

}  // namespace algolog
