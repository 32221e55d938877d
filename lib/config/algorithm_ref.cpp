#include "config/algorithm_ref.hpp"

#include <algorithm>
#include <cstddef>

#include "text/ascii.hpp"

namespace algolog {
namespace {

bool is_owner(std::string_view text) noexcept {
  const auto allowed = [](char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) || c == '_' || c == '-' || c == '.';
  };
  // "." and ".." would walk up the request path.
  return !text.empty() && text != "." && text != ".." && std::ranges::all_of(text, allowed);
}

bool is_name(std::string_view text) noexcept {
  const auto allowed = [](char c) { return ascii::is_letter(c) || ascii::is_digit(c) || c == '_'; };
  return !text.empty() && ascii::is_letter(text.front()) && std::ranges::all_of(text, allowed);
}

}  // namespace

std::string algorithm_ref::display() const { return has_name() ? owner + "/" + name : uuid; }

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !ascii::is_hex(text[i])) return false;
  }
  return true;
}

std::optional<algorithm_ref> parse_algorithm_ref(std::string_view text) {
  algorithm_ref ref;
  if (is_uuid(text)) {
    ref.uuid.assign(text);
    std::ranges::transform(ref.uuid, ref.uuid.begin(), [](char c) {
      return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return ref;
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  if (!is_owner(text.substr(0, slash)) || !is_name(text.substr(slash + 1))) return std::nullopt;
  ref.owner.assign(text.substr(0, slash));
  ref.name.assign(text.substr(slash + 1));
  return ref;
}

}  // namespace algolog
