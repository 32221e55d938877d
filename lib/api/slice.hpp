#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "error.hpp"

namespace algolog {

// Cuts a JSON container into the bytes of its elements without understanding them, so that each
// record is parsed alone: an unpaired surrogate or a bad number then spoils one record, not the
// body. Only brackets, strings and separators are looked at; the views point into `text`. A view of
// an element may be 8 times as large as the element, so their number is bounded while they are cut:
// `errc::too_large` beyond `most`.

/// The elements of a JSON array (RFC 8259, 5); `errc::not_json` when `text` is not one whole array.
result<std::vector<std::string_view>> slice_array(std::string_view text, std::size_t most);

/// The members of a JSON object, each the raw key without quotes (escapes untouched) and the bytes
/// of its value; `errc::not_json` when `text` is not one whole object.
result<std::vector<std::pair<std::string_view, std::string_view>>> slice_object(
    std::string_view text, std::size_t most);

/// `text` without JSON white space at either end.
std::string_view trim_json(std::string_view text) noexcept;

}  // namespace algolog
