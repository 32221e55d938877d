#include "api/slice.hpp"

#include <cstddef>

namespace algolog {
namespace {

constexpr std::string_view white = " \t\r\n";

/// Reads a container from left to right; `pos` is the next unread byte.
class scanner {
 public:
  explicit scanner(std::string_view text) : text_(text) {}

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
    for (++pos_; pos_ < text_.size(); ++pos_) {
      if (text_[pos_] == '\\') {
        ++pos_;
      } else if (text_[pos_] == '"') {
        ++pos_;
        return text_.substr(begin, pos_ - begin);
      }
    }
    return {};
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

}  // namespace

std::string_view trim_json(std::string_view text) noexcept {
  const auto begin = text.find_first_not_of(white);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

std::optional<std::vector<std::string_view>> slice_array(std::string_view text) {
  scanner in(text);
  std::vector<std::string_view> elements;
  if (!in.take('[')) return std::nullopt;
  if (!in.take(']')) {
    do {
      elements.push_back(in.value());
      if (elements.back().empty()) return std::nullopt;
    } while (in.take(','));
    if (!in.take(']')) return std::nullopt;
  }
  if (!in.at_end()) return std::nullopt;
  return elements;
}

std::optional<std::vector<std::pair<std::string_view, std::string_view>>> slice_object(
    std::string_view text) {
  scanner in(text);
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!in.take('{')) return std::nullopt;
  if (!in.take('}')) {
    do {
      in.skip_white();
      const auto key = in.string();
      if (key.empty() || !in.take(':')) return std::nullopt;
      const auto value = in.value();
      if (value.empty()) return std::nullopt;
      members.emplace_back(key.substr(1, key.size() - 2), value);
    } while (in.take(','));
    if (!in.take('}')) return std::nullopt;
  }
  if (!in.at_end()) return std::nullopt;
  return members;
}

}  // namespace algolog
