#include "api/slice.hpp"

#include <cstddef>
#include <string>

namespace algolog {
namespace {

constexpr std::string_view white = " \t\r\n";

/// Reads a container from left to right; `pos` is the next unread byte.
class scanner {
 public:
  explicit scanner(std::string_view text, std::size_t pos = 0) : text_(text), pos_(pos) {}

  std::size_t pos() const noexcept { return pos_; }

  void skip_white() noexcept {
    const auto next = text_.find_first_not_of(white, pos_);
    pos_ = next == std::string_view::npos ? text_.size() : next;
  }

  bool take(char expected) noexcept {
    skip_white();
    if (pos_ == text_.size() || text_[pos_] != expected) return false;
    ++pos_;
    return true;
  }

  bool at_end() noexcept {
    skip_white();
    return pos_ == text_.size();
  }

  /// A string with its quotes; empty when there is none or it does not end.
  std::string_view string() noexcept {
    const auto begin = pos_;
    if (pos_ == text_.size() || text_[pos_] != '"') return {};
    for (auto quote = begin;;) {
      quote = text_.find('"', quote + 1);
      pos_ = quote == text_.npos ? text_.size() : quote + 1;
      if (quote == text_.npos) return {};
      // An odd number of backslashes escapes it; the quote at `begin` ends the search.
      const auto before = text_.find_last_not_of('\\', quote - 1);
      if ((quote - before) % 2 != 0) return text_.substr(begin, pos_ - begin);
    }
  }

  /// The bytes up to the ',' or closing bracket that ends the value; empty when it does not end.
  std::string_view value() noexcept {
    skip_white();
    const auto begin = pos_;
    std::size_t depth = 0;
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c == '"') {
        if (string().empty()) return {};
        continue;
      }
      const bool closing = c == ']' || c == '}';
      if (depth == 0 && (closing || c == ',')) {
        return trim_json(text_.substr(begin, pos_ - begin));
      }
      if (closing) --depth;
      if (c == '[' || c == '{') ++depth;
      ++pos_;
    }
    return {};
  }

 private:
  std::string_view text_;
  std::size_t pos_ = 0;
};

error too_many(std::size_t most, std::string_view what) {
  return {errc::too_large, "more than " + std::to_string(most) + " " + std::string(what)};
}

}  // namespace

std::string_view trim_json(std::string_view text) noexcept {
  const auto begin = text.find_first_not_of(white);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

array_slicer::array_slicer(std::string_view text) : text_(text), pos_(text.size()) {
  scanner in(text);
  if (!in.take('[')) return;
  in.skip_white();
  pos_ = in.pos();
  if (in.take(']')) {
    whole_ = in.at_end();
    pos_ = text.size();
  }
}

std::string_view array_slicer::take() {
  scanner in(text_, pos_);
  const auto element = in.value();
  pos_ = in.pos();
  if (element.empty()) {
    pos_ = text_.size();
  } else {
    pass_separator();
  }
  return element;
}

std::string_view array_slicer::take(std::size_t bytes) {
  scanner in(text_, pos_ + bytes);
  if (!in.take(',') && !in.take(']')) return {};
  const auto element = text_.substr(pos_, bytes);
  pos_ += bytes;
  pass_separator();
  return element;
}

void array_slicer::pass_separator() {
  scanner in(text_, pos_);
  const bool more = in.take(',');
  whole_ = !more && in.take(']') && in.at_end();
  in.skip_white();
  pos_ = more ? in.pos() : text_.size();
}

result<std::vector<std::string_view>> slice_array(std::string_view text, std::size_t most) {
  const error none{errc::not_json, "expected a JSON array"};
  array_slicer in(text);
  std::vector<std::string_view> elements;
  while (!in.rest().empty()) {
    if (elements.size() == most) return too_many(most, "elements in a JSON array");
    elements.push_back(in.take());
  }
  if (!in.whole()) return none;
  return elements;
}

result<std::vector<std::pair<std::string_view, std::string_view>>> slice_object(
    std::string_view text, std::size_t most) {
  const error none{errc::not_json, "expected a JSON object"};
  scanner in(text);
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!in.take('{')) return none;
  if (!in.take('}')) {
    do {
      if (members.size() == most) return too_many(most, "members in a JSON object");
      in.skip_white();
      const auto key = in.string();
      if (key.empty() || !in.take(':')) return none;
      const auto value = in.value();
      if (value.empty()) return none;
      members.emplace_back(key.substr(1, key.size() - 2), value);
    } while (in.take(','));
    if (!in.take('}')) return none;
  }
  if (!in.at_end()) return none;
  return members;
}

}  // namespace algolog
