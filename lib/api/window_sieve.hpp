#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/error_window.hpp"
#include "api/records.hpp"

namespace algolog {

/// A record that an errors route has shown: what is needed to tell it when it comes again.
struct known_record {
  std::uint64_t text = 0;       ///< short_mark_of its bytes as they arrived
  std::uint64_t execution = 0;  ///< short_mark_of its request id
  std::int64_t created_at = 0;
  std::uint32_t bytes = 0;
  bool has_time = false;  ///< `created_at` means something
};
/// All of an answer, in its order.
using known_window = std::vector<known_record>;

/// Takes the records out of an answer of an errors route that are, byte for byte, in the answer
/// before: nothing of them need be parsed or looked up again. Pure; for one answer at a time.
class window_sieve {
 public:
  /// `before`: of the last answer, whose every record is stored; null: everything is new.
  explicit window_sieve(std::shared_ptr<const known_window> before);

  /// Leaves the records in `body` that are not known. A body that is not one whole JSON array, or
  /// of which nothing is known, stays as it is.
  void apply(std::string& body);

  /// What was left out.
  std::vector<sighted_record> known() const;
  /// Whether one of `read`, which were left, is of an execution of which a record was left out. All
  /// records of an execution are compared with its rows together.
  bool parts_execution(const std::vector<error_record>& read) const;
  /// Undoes `apply`: the whole body, as it arrived, of which nothing is known.
  std::string whole();
  /// Gives up the memory that `whole` needs.
  void forget_whole() { std::string().swap(whole_); }

  /// What is known once `read`, the records that were left, are stored. Empty where they are not
  /// all that was left, because some were refused.
  known_window after(const std::vector<error_record>& read) const;

 private:
  /// One record of the answer.
  struct element {
    known_record record;
    bool known = false;
  };

  std::shared_ptr<const known_window> before_;
  std::vector<element> elements_;
  std::string whole_;
};

}  // namespace algolog
