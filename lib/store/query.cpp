#include "store/query.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>

namespace algolog {

SQLite::Statement& statement_cache::get(std::string_view sql) {
  auto& slot = prepared_[sql];
  if (!slot) slot = std::make_unique<SQLite::Statement>(db_, std::string(sql));
  slot->tryReset();
  return *slot;
}

std::int64_t query::integer(int column) const { return statement_.getColumn(column).getInt64(); }

std::string query::text(int column) const { return statement_.getColumn(column).getString(); }

std::optional<std::int64_t> query::maybe_integer(int column) const {
  if (statement_.isColumnNull(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> query::maybe_text(int column) const {
  if (statement_.isColumnNull(column)) return std::nullopt;
  return text(column);
}

std::optional<std::string_view> query::maybe_view(int column) const {
  const auto value = statement_.getColumn(column);
  if (value.isNull()) return std::nullopt;
  const char* text = value.getText();  // first: it may change the number of bytes
  return std::string_view(text, static_cast<std::size_t>(value.getBytes()));
}

}  // namespace algolog
