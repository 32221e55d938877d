#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mark.hpp"

namespace algolog {

// What one answer of an errors route shows. Pure; times are milliseconds of the cluster's clock.

/// The window itself. Implausible times are left out, except for `shown_from`.
struct error_window {
  std::size_t executions = 0;  ///< distinct request ids; one execution may have several records
  std::size_t refused = 0;     ///< records not understood: each may be an execution of its own
  std::optional<std::int64_t> oldest;  ///< created_at
  std::optional<std::int64_t> newest;
  std::optional<std::int64_t> oldest_end;  ///< least `created_at` that ends an execution
  std::int64_t longest = 0;  ///< most time that an execution has been seen to leave records
  std::optional<std::int64_t> shown_from;  ///< least created_at, whether it makes sense or not

  friend bool operator==(const error_window&, const error_window&) = default;
};

/// A record of an answer, and whether its route shows it for the first time.
struct sighted_record {
  sighted_record(std::string_view request_id, std::optional<std::int64_t> created,
                 bool is_fresh = true)
      : execution(short_mark_of(request_id)), created_at(created), fresh(is_fresh) {}
  /// One that is known, by the mark of its request id.
  sighted_record(std::uint64_t request_mark, std::optional<std::int64_t> created)
      : execution(request_mark), created_at(created), fresh(false) {}

  std::uint64_t execution;  ///< short_mark_of its request id
  std::optional<std::int64_t> created_at;
  bool fresh;
};

/// An execution with a record that its route had not shown before.
struct fresh_execution {
  std::int64_t began = 0;  ///< least created_at of its records
  std::int64_t added = 0;  ///< greatest created_at of its fresh ones
};

/// A window compared, record by record, with what its route has shown before.
struct window_view {
  error_window shown;
  std::size_t known = 0;                  ///< executions without a fresh record
  std::optional<std::int64_t> known_end;  ///< of these the least `created_at` that ends one
  std::vector<fresh_execution> fresh;     ///< those with a time that makes sense
};

/// `refused`: records of the same answer that were not understood.
window_view view_of(const std::vector<sighted_record>& records, std::size_t refused);
/// A window that is, byte for byte, the one before: all of it is known.
window_view unchanged_view(const error_window& before);

}  // namespace algolog
