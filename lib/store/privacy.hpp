#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"

namespace algolog {

/// The form in which an `input` is kept: as it is, not at all, or "sha256:HEX".
std::optional<std::string> kept_input(const std::optional<std::string>& input, input_privacy how);

/// Whether `stored` is `input` in a form that some setting gives it, so that changing the setting
/// makes no conflict of what is stored already. NULL stands for a dropped input only where
/// `may_be_dropped`.
bool is_same_input(const std::optional<std::string>& stored,
                   const std::optional<std::string>& input, bool may_be_dropped);

/// A body of an errors route with every member named "input" in its kept form; nothing when that
/// cannot be told from the rest, because the body is not JSON or beyond the bounds of parse_json.
std::optional<std::string> kept_body(const std::string& body, input_privacy how);

}  // namespace algolog
