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

/// Cuts a JSON array (RFC 8259, 5) element by element.
class array_slicer {
 public:
  explicit array_slicer(std::string_view text);

  /// From the next element to the end of the text; empty: there is none, or the text is no array.
  std::string_view rest() const noexcept { return text_.substr(pos_); }
  /// The next element; empty where it does not end.
  std::string_view take();
  /// The same for one whose first `bytes` are those of an element that was cut before: they need no
  /// second look. Empty, and nothing is taken, where that is not all of it: 12 begins with 1.
  std::string_view take(std::size_t bytes);
  /// Whether all was taken, and the text was one whole array.
  bool whole() const noexcept { return whole_; }

 private:
  void pass_separator();

  std::string_view text_;
  std::size_t pos_ = 0;  ///< of the next element, or the end
  bool whole_ = false;
};

/// The elements of a JSON array; `errc::not_json` when `text` is not one whole array.
result<std::vector<std::string_view>> slice_array(std::string_view text, std::size_t most);

/// The members of a JSON object, each the raw key without quotes (escapes untouched) and the bytes
/// of its value; `errc::not_json` when `text` is not one whole object.
result<std::vector<std::pair<std::string_view, std::string_view>>> slice_object(
    std::string_view text, std::size_t most);

/// `text` without JSON white space at either end.
std::string_view trim_json(std::string_view text) noexcept;

}  // namespace algolog
