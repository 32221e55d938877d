#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"

namespace algolog {

/// The form in which an `input` is kept: as it is, not at all, or "sha256:HEX".
std::optional<std::string> kept_input(const std::optional<std::string>& input, input_privacy how);

/// How an input compares with one that is stored.
enum class input_match {
  same,       ///< the same text, or in a form that some setting gives it
  unknown,    ///< one of them may have been dropped
  added,      ///< nothing was stored, and nothing dropped
  lacking,    ///< only the stored one is there
  different,  ///< two inputs
};

/// What became of the inputs that are stored, and what is to become of those that come. Changing
/// the setting makes no conflict of what is stored already.
struct input_rule {
  input_privacy how = input_privacy::store;
  bool was_dropped = false;  ///< a stored NULL may stand for an input
  bool redacted = false;     ///< those that come may have been through the setting before

  std::optional<std::string> kept(const std::optional<std::string>& input) const;
  input_match match(const std::optional<std::string>& stored,
                    const std::optional<std::string>& input) const;
};

/// A body of an errors route with every member named "input" in its kept form; nothing when that
/// cannot be told from the rest, because the body is not JSON or beyond the bounds of parse_json.
std::optional<std::string> kept_body(const std::string& body, input_privacy how);

}  // namespace algolog
