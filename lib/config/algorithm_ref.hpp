#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace algolog {

/// How an operator or the API names an algorithm: by OWNER/NAME, by UUID, or by both once the
/// look-up route has told the other. At least one of the two is always set.
struct algorithm_ref {
  std::string owner;  ///< empty while only the UUID is known
  std::string name;   ///< empty while only the UUID is known
  std::string uuid;   ///< lower case; empty while only the name is known

  bool has_name() const noexcept { return !owner.empty(); }
  /// "owner/name" when known, otherwise the UUID: what people see in logs and tables.
  std::string display() const;

  friend bool operator==(const algorithm_ref&, const algorithm_ref&) = default;
};

/// Parses "OWNER/NAME" or a UUID. A name is letters, digits and underscores and begins with a
/// letter; an owner is letters, digits, '_', '-' and '.'. Returns nothing for any other text.
std::optional<algorithm_ref> parse_algorithm_ref(std::string_view text);

/// Whether `text` has the 8-4-4-4-12 hexadecimal form of RFC 9562.
bool is_uuid(std::string_view text) noexcept;

}  // namespace algolog
