#pragma once

#include <cstdint>
#include <vector>

#include "api/records.hpp"
#include "store/privacy.hpp"
#include "store/record_owners.hpp"
#include "store/tables.hpp"

namespace algolog {

/// The rows of the route that is polled which are, column by column, what the answer shows: for
/// each record the seq of its row, or 0 where it has to be looked for by its key. `alone[i]`: no
/// other record of the answer is of the same execution.
///
/// One pass over the rows of the times that are shown, which lie together: by key each would take
/// two pages from somewhere in the file.
std::vector<std::int64_t> rows_as_shown(tables& in, const tables::resolved_poll& resolved,
                                        record_owners& owners, const input_rule& inputs,
                                        const std::vector<const error_record*>& shown,
                                        const std::vector<bool>& alone);

}  // namespace algolog
