#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "report/queries.hpp"

namespace algolog {

/// Errors as a stream: what there is, then what arrives. Needs the database open while it lives.
class error_feed {
 public:
  error_feed(SQLite::Database& db, record_filter filter) : db_(db), filter_(std::move(filter)) {}

  std::vector<record> first();
  /// The first of what arrived since the last call; nothing of it is ever given twice.
  std::vector<record> next();

 private:
  SQLite::Database& db_;
  record_filter filter_;
  std::int64_t seq_ = 0;
};

/// Hands over all that has arrived, a step at a time: nothing is left when it returns.
template <class Feed, class Write>
void drain(Feed& feed, const Write& write) {
  for (auto rows = feed.next(); !rows.empty(); rows = feed.next()) write(rows);
}

/// Gaps as a stream: what there is, then each whenever a poll finds it, or finds it to go on.
class gap_feed {
 public:
  gap_feed(SQLite::Database& db, record_filter filter) : db_(db), filter_(std::move(filter)) {}

  std::vector<record> first();
  std::vector<record> next();

 private:
  std::vector<record> changes();

  SQLite::Database& db_;
  record_filter filter_;
  std::int64_t findings_ = 0;
  std::map<std::int64_t, std::int64_t> shown_;  ///< gap -> its findings when it was given last
};

/// Builds as a stream: what there is, then each build whenever its status, version or log changes.
/// What of each is known is compared, as no time tells what is new: clocks are set back.
class build_feed {
 public:
  build_feed(SQLite::Database& db, record_filter filter) : db_(db), filter_(std::move(filter)) {}

  std::vector<record> first();
  std::vector<record> next();

 private:
  std::vector<build_state> changes();

  SQLite::Database& db_;
  record_filter filter_;
  std::unordered_map<std::size_t, std::size_t> shown_;  ///< digests: build -> what was given last
};

}  // namespace algolog
