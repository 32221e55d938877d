#include "group/mask.hpp"

#include <algorithm>
#include <array>

#include "group/mask_forms.hpp"
#include "text/ascii.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_masked = 2048;
constexpr std::size_t longest_masked = 500;

/// Where `text` is cut so that no character is.
std::size_t cut_at(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return most;
}

/// The word before `at`, without what may stand between it and a value: "status_code=", "errno: ".
std::string_view word_before(std::string_view text, std::size_t at) {
  constexpr std::string_view between = " :=#([{'\"/-";
  auto end = at;
  while (end > 0 && at - end < 3 && between.find(text[end - 1]) != between.npos) --end;
  auto begin = end;
  while (begin > 0 && end - begin < 24 && ascii::is_word(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

// A number after these tells what is wrong.
constexpr std::array<std::string_view, 13> before_codes{
    "http", "status",   "status_code", "statuscode", "code",      "errno",     "signal",
    "exit", "exitcode", "exit_code",   "sig",        "errorcode", "error_code"};

// What is quoted after these was given, and is no name of the program's.
constexpr std::array<std::string_view, 14> before_values{
    "literal", "float", "int", "integer", "file",  "directory", "value",
    "string",  "token", "url", "path",    "input", "id",        "host"};

// Between such a word and its value: "literal for int() with base 10: 'x'".
constexpr std::size_t longest_way = 28;

bool is_value(std::string_view text, std::size_t quote) {
  const auto begin = quote > longest_way ? quote - longest_way : 0;
  const auto way = text.substr(begin, quote - begin);
  const auto words = way.substr(std::min(way.size(), way.find_last_of(",;.\n'\"`") + 1));
  std::size_t at = 0;
  while (at < words.size()) {
    auto end = at;
    while (end < words.size() && ascii::is_word(words[end])) ++end;
    if (end > at && is_one_of(words.substr(at, end - at), before_values)) return true;
    at = end + 1;
  }
  return false;
}

/// "404 Client Error", "503 Service Unavailable" (RFC 9110).
bool is_status_with_reason(std::string_view rest) {
  constexpr std::array<std::string_view, 13> reasons{
      "Client Error", "Server Error",        "Not Found",    "Internal Server", "Bad ",
      "Forbidden",    "Unauthorized",        "Gateway",      "Too Many",        "Conflict",
      "Gone",         "Service Unavailable", "Unprocessable"};
  if (rest.size() < 5 || rest[0] < '1' || rest[0] > '5' || !ascii::is_digit(rest[1]) ||
      !ascii::is_digit(rest[2]) || (rest[3] != ' ' && rest[3] != ':'))
    return false;
  auto reason = rest.substr(4);
  while (reason.starts_with(' ')) reason.remove_prefix(1);
  return std::ranges::any_of(reasons, [&](auto one) { return reason.starts_with(one); });
}

/// Goes over a message once.
class masking {
 public:
  explicit masking(std::string_view message)
      : text_(message.substr(0, cut_at(message, most_masked))) {}

  masked_message run() && {
    while (at_ < text_.size() && out_.text.size() < longest_masked) step();
    out_.text.resize(cut_at(out_.text, longest_masked));
    return std::move(out_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (is_quote(c) && quoted()) return;
    const bool in_word = at_ > 0 && ascii::is_word(text_[at_ - 1]);
    if (in_word && (ascii::is_word(c) || c == '/')) return keep(1);
    const auto rest = text_.substr(at_);
    if (ascii::is_digit(c) && (is_status_with_reason(rest) || is_code()))
      return keep(count_digits(rest));
    if (const auto found = find_form(rest); found.length > 0) return replace(found);
    keep(std::max<std::size_t>(1, count_word(rest)));
  }

  bool is_code() const { return is_one_of(word_before(text_, at_), before_codes); }

  /// A value in quotes, to the quote that ends it on its line.
  bool quoted() {
    const bool apostrophe = at_ > 0 && ascii::is_word(text_[at_ - 1]);
    if (apostrophe || !is_value(text_, at_)) return false;
    const auto line = text_.substr(0, std::min(text_.size(), text_.find('\n', at_)));
    const auto end = line.find(text_[at_], at_ + 1);
    const auto length = (end == line.npos ? line.size() : end) - at_ - 1;
    keep(1);
    if (length > 0) replace({length, "<value>", {}});
    if (end != line.npos) keep(1);
    return true;
  }

  void keep(std::size_t length) {
    out_.text += text_.substr(at_, length);
    at_ += length;
  }

  void replace(const form& found) {
    out_.parts.push_back({text_.substr(at_, found.length), found.mask});
    out_.text.append(found.mask).append(found.kept);
    at_ += found.length;
  }

  static bool is_quote(char c) { return c == '\'' || c == '"' || c == '`'; }

  std::string_view text_;
  std::size_t at_ = 0;
  masked_message out_;
};

}  // namespace

masked_message mask(std::string_view message) { return masking(message).run(); }

}  // namespace algolog
