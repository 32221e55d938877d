#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "api/records.hpp"
#include "store/tables.hpp"

namespace algolog {

/// The algorithm that failed, as far as it is known here.
struct record_owner {
  std::string username;  ///< what a record of it is stored under
  std::string algoname;
  std::optional<std::int64_t> algorithm_id;  ///< its row of `algorithms`
  std::optional<std::int64_t> first_poll;    ///< the first that succeeded, of its own route
};

/// Finds whose the records of one answer are. Names may have been another algorithm's before, or
/// this one's; a record without names is of the one polled, whatever that is called today.
class record_owners {
 public:
  record_owners(tables& in, const tables::resolved_poll& resolved);

  /// The reference stays valid.
  const record_owner& of(const error_record& record);
  /// The algorithm polled.
  const record_owner& polled() const noexcept { return polled_; }

 private:
  using names = std::pair<std::string, std::string>;

  record_owner find(const error_record& record);
  std::optional<std::int64_t> named(const error_record& record);
  std::optional<std::int64_t> first_poll_of(std::int64_t algorithm_id);

  tables& in_;
  const tables::resolved_poll& resolved_;
  record_owner polled_;
  std::map<names, record_owner> known_;
};

}  // namespace algolog
