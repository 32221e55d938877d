#pragma once

#include <cstdint>
#include <vector>

#include "api/records.hpp"
#include "store/field_list.hpp"
#include "store/privacy.hpp"

namespace algolog {

/// A row of `errors` under the key of an execution and the algorithm that failed in it.
struct stored_error {
  std::int64_t seq = 0;
  std::int64_t algorithm_id = 0;  ///< whose route showed it first
  std::int64_t occurrence = 1;
  field_list differed;  ///< columns in which it was told otherwise before
  error_record record;
};

/// What a record that is shown is to the rows that are stored under its key.
struct occurrence {
  enum class kind {
    repeated,   ///< the same as another one of this answer
    known,      ///< says nothing that `stored` does not
    completes,  ///< has fields that `stored` lacks
    conflict,   ///< is `stored` with other values
    another,    ///< a row of its own, number `number`
  };
  kind what = kind::repeated;
  const stored_error* stored = nullptr;  ///< of the rows given
  std::int64_t number = 0;
};

/// Tells the records of one answer that share a key from each other and from what is stored, one
/// verdict each, in their order. No two of them that differ are the same row, so each stored row
/// goes to the record most like it. A record left over is a conflict where a stored row is left
/// over that it can be: one of the same time, or of none, or, when no row came back as it was, one
/// that differs in nothing but its time. Any other is another occurrence, because a
/// superfluous row does less harm than a lost record.
std::vector<occurrence> tell_apart(const std::vector<stored_error>& stored,
                                   const std::vector<const error_record*>& shown,
                                   const input_rule& inputs);

}  // namespace algolog
