#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace algolog {

// Cuts a JSON container into the bytes of its elements without understanding them, so that each
// record is parsed alone: an unpaired surrogate or a bad number then costs one record, not the
// body. Only brackets, strings and separators are looked at; the views point into `text`.

/// The elements of a JSON array (RFC 8259, 5). Nothing when `text` is not one whole array.
std::optional<std::vector<std::string_view>> slice_array(std::string_view text);

/// The members of a JSON object, each the raw key without quotes (escapes untouched) and the bytes
/// of its value. Nothing when `text` is not one whole object.
std::optional<std::vector<std::pair<std::string_view, std::string_view>>> slice_object(
    std::string_view text);

/// `text` without JSON white space at either end.
std::string_view trim_json(std::string_view text) noexcept;

}  // namespace algolog
