#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/occurrences.hpp"
#include "store/record_owners.hpp"
#include "store/tables.hpp"

namespace algolog {

/// The table `errors`, for the records of one answer.
class error_rows {
 public:
  error_rows(tables& in, const tables::resolved_poll& resolved);

  /// How inputs that come with the answer compare with those that are stored.
  const input_rule& inputs() const noexcept { return inputs_; }

  /// What is stored of an execution and an algorithm, under any name it has had. After a rename one
  /// answer may show several names of it: `owners` has it once for each.
  std::vector<stored_error> of_execution(const std::string& request_id,
                                         const std::vector<const record_owner*>& owners);
  /// Whether an execution with these rows may have more, so that what is read of it stays bounded.
  static bool have_room(const std::vector<stored_error>& rows);

  /// Adds a row, and returns its seq.
  std::int64_t insert(const error_record& record, const record_owner& owner,
                      std::int64_t occurrence, bool history);
  /// Puts the rows that were added into `newest_errors`.
  void show_newest();
  void complete(const stored_error& row, const error_record& shown);
  /// Quarantines a record that contradicts its row, once for each column; true if it is new.
  bool add_conflict(const stored_error& row, const error_record& shown);
  /// Quarantines a record of which no row can be made; true if it is new.
  bool add_conflict(const error_record& shown);

 private:
  void add_rows(const std::string& request_id, const record_owner& owner,
                std::vector<stored_error>& to);

  tables& in_;
  const tables::resolved_poll& resolved_;
  const input_rule inputs_;
  std::int64_t first_added_ = 0;  ///< seq
  std::int64_t last_added_ = 0;
};

}  // namespace algolog
