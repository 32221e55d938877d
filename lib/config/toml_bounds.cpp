#include "config/toml_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/config.hpp"

namespace algolog {
namespace {

/// Goes through a text that need not be valid TOML, and skips strings and comments.
class scan {
 public:
  scan(std::string_view text, const std::filesystem::path& file) : text_(text), file_(file) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
      } else if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        ++at_;
        count(c);
      }
    }
  }

 private:
  void count(char c) {
    if (c == '\n') ++line_;
    if (c == '.' && ++dots_ >= most_key_parts) {
      fail(fmt::format("a key has more than {} parts; write it shorter", most_key_parts));
    }
    if (std::string_view("\n,=[]{}").find(c) != std::string_view::npos) dots_ = 0;
    if ((c == '[' || c == '{') && ++depth_ > most_nesting) {
      fail(fmt::format("arrays or tables stand in each other more than {} deep; write fewer",
                       most_nesting));
    }
    if ((c == ']' || c == '}') && depth_ > 0) --depth_;
  }

  // A string that does not end is reported by the parser.
  void skip_string(char quote) {
    const bool three = text_.substr(at_, 3) == std::string(3, quote);
    const std::string end(three ? 3 : 1, quote);
    for (at_ += end.size(); at_ < text_.size(); ++at_) {
      if (text_.substr(at_, end.size()) == end) break;
      if (text_[at_] == '\n' && !three) return;
      if (text_[at_] == '\\' && quote == '"') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') ++line_;
    }
    at_ = std::min(at_ + end.size(), text_.size());
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw config_error({fmt::format("{}:{}: {}", file_.string(), line_, why)});
  }

  std::string_view text_;
  const std::filesystem::path& file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t dots_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

void require_bounded(std::string_view toml, const std::filesystem::path& file) {
  scan(toml, file).run();
}

}  // namespace algolog
