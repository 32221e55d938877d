#pragma once

#include <SQLiteCpp/Statement.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace SQLite {
class Database;
}

namespace algolog {

/// Prepared statements of one connection, each prepared once. Belongs to that connection's thread.
class statement_cache {
 public:
  explicit statement_cache(SQLite::Database& db) : db_(db) {}

  SQLite::Statement& get(std::string_view sql);
  SQLite::Database& handle() noexcept { return db_; }

 private:
  SQLite::Database& db_;
  std::unordered_map<std::string_view, std::unique_ptr<SQLite::Statement>> prepared_;
};

/// Bytes to be bound as a BLOB.
struct blob {
  std::string_view bytes;
};

/// One use of a cached statement: bind with `with`, then `step` or `run`. Ends with a reset, since
/// a statement left in the middle of its rows would keep its snapshot. `sql` must live on, as a
/// literal does. Text is bound with its length, so NUL bytes are kept.
class query {
 public:
  query(statement_cache& cache, std::string_view sql) : statement_(cache.get(sql)) {}
  ~query() { statement_.tryReset(); }
  query(const query&) = delete;
  query& operator=(const query&) = delete;

  /// Binds ?1, ?2, … in order.
  template <class... Values>
  query& with(const Values&... values) {
    int index = 0;
    (put(++index, values), ...);
    return *this;
  }

  bool step() { return statement_.executeStep(); }
  /// Runs a statement without rows; the number of rows it changed.
  std::size_t run() { return static_cast<std::size_t>(statement_.exec()); }

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::optional<std::int64_t> maybe_integer(int column) const;
  std::optional<std::string> maybe_text(int column) const;
  /// Until the next step.
  std::optional<std::string_view> maybe_view(int column) const;

 private:
  void put(int index, std::int64_t value) { statement_.bind(index, value); }
  void put(int index, double value) { statement_.bind(index, value); }
  void put(int index, std::string_view value) { put(index, std::string(value)); }
  void put(int index, const std::string& value) { statement_.bind(index, value); }
  void put(int index, const char* value) { statement_.bind(index, value); }
  void put(int index, blob value) {
    const std::string_view bytes = value.bytes.empty() ? "" : value.bytes;
    statement_.bind(index, bytes.data(), static_cast<int>(bytes.size()));
  }
  template <class T>
  void put(int index, const std::optional<T>& value) {
    if (value) {
      put(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement& statement_;
};

}  // namespace algolog
