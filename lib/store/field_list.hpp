#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace algolog {

/// Names of columns, as a reason and the column `differed` have them: "error, worker".
class field_list {
 public:
  field_list() = default;
  explicit field_list(std::string_view text);

  void add(std::string_view name, bool differs = true) {
    if (differs && !has(name)) names_.emplace_back(name);
  }
  bool empty() const noexcept { return names_.empty(); }
  bool has(std::string_view name) const { return std::ranges::count(names_, name) > 0; }
  /// Adds what the other has more; whether there was any.
  bool take(const field_list& other);
  std::string text() const;

 private:
  std::vector<std::string> names_;
};

}  // namespace algolog
