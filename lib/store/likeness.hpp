#pragma once

#include <cstddef>

#include "api/records.hpp"
#include "store/field_list.hpp"
#include "store/privacy.hpp"

namespace algolog {

/// How an error record that is shown compares with one that is stored. A value that one of them
/// lacks is no difference; only a changed value is.
struct likeness {
  field_list differing;    ///< columns with another value
  bool completes = false;  ///< it has fields that the stored one lacks
  std::size_t apart = 0;   ///< columns that only one of them has, or has more of

  bool alike() const noexcept { return differing.empty(); }
};
likeness compare(const error_record& stored, const error_record& shown, const input_rule& inputs);

/// The stored record with the fields that only the shown one has.
error_record completed(const error_record& stored, const error_record& shown,
                       const input_rule& inputs);

}  // namespace algolog
