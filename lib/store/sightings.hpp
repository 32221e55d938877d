#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "api/error_window.hpp"
#include "api/records.hpp"

namespace algolog {

class statement_cache;

/// What one answer of an errors route shows, record by record, and which of it the route had shown
/// before: a record's own row says so, or one in `error_sightings`. Within the transaction of the
/// poll; belongs to the store thread.
class sightings {
 public:
  sightings(statement_cache& in, std::int64_t algorithm_id) : in_(in), here_(algorithm_id) {}

  /// The record became a row of this route just now.
  void add_new(const error_record& record, std::int64_t seq);
  /// It is a row already, of the route of `algorithm_id`.
  void add_stored(const error_record& record, std::int64_t seq, std::int64_t algorithm_id);

  /// The route has shown it before.
  void add_known(const sighted_record& record) { records_.push_back(record); }

  /// `refused`: records of the answer that were not understood.
  window_view view(std::size_t refused) const { return view_of(records_, refused); }

 private:
  void add(const error_record& record, bool fresh);
  bool is_first(std::int64_t seq, std::int64_t algorithm_id);

  statement_cache& in_;
  const std::int64_t here_;
  std::vector<sighted_record> records_;
  std::set<std::int64_t> fresh_;  ///< seq of what this answer shows for the first time
};

}  // namespace algolog
