#include "store/field_list.hpp"

namespace algolog {
namespace {

constexpr std::string_view separator = ", ";

}  // namespace

field_list::field_list(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    add(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  }
}

bool field_list::take(const field_list& other) {
  const auto before = names_.size();
  for (const auto& name : other.names_) add(name);
  return names_.size() > before;
}

std::string field_list::text() const {
  std::string text;
  for (const auto& name : names_) text.append(text.empty() ? "" : separator).append(name);
  return text;
}

}  // namespace algolog
