#include "group/mask_forms.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"

namespace algolog {
namespace {

constexpr std::size_t longest_form = 256;  // bytes that are looked ahead for the end of a form

template <class Is>
std::size_t run(std::string_view text, Is is) noexcept {
  const auto near = text.substr(0, longest_form);
  const auto end = std::ranges::find_if_not(near, is);
  return static_cast<std::size_t>(end - near.begin());
}

bool ends_word(std::string_view text, std::size_t at) noexcept {
  return at >= text.size() || !ascii::is_word(text[at]);
}

/// Length of what `pattern` describes: 'd' a digit, 'x' a hexadecimal one, others are themselves.
std::size_t fixed(std::string_view text, std::string_view pattern) noexcept {
  if (text.size() < pattern.size()) return 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool fits = pattern[i] == 'd'   ? ascii::is_digit(text[i])
                      : pattern[i] == 'x' ? ascii::is_hex(text[i])
                                          : text[i] == pattern[i];
    if (!fits) return 0;
  }
  return pattern.size();
}

// RFC 9562.
std::size_t uuid_length(std::string_view text) noexcept {
  const auto length = fixed(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
  return ends_word(text, length) ? length : 0;
}

std::size_t request_id_length(std::string_view text) noexcept {
  constexpr std::string_view prefix = "req-";
  if (!text.starts_with(prefix)) return 0;
  const auto length = uuid_length(text.substr(prefix.size()));
  return length > 0 ? prefix.size() + length : 0;
}

bool is_of_uri(char c) noexcept {
  return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '\'' && c != '<' && c != '>' &&
         c != '`' && c != '|' && c != '\\' && c != '^' && c != '{' && c != '}' && c != '\x7f';
}

/// Without what ends the sentence.
std::size_t without_stop(std::string_view text, std::size_t length) noexcept {
  constexpr std::string_view stops = ".,;:!?)]";
  while (length > 0 && stops.find(text[length - 1]) != stops.npos) --length;
  return length;
}

// RFC 3986.
std::size_t uri_length(std::string_view text) noexcept {
  const auto scheme = run(text.substr(0, 12), ascii::is_word);
  if (scheme < 2 || !ascii::is_letter(text[0])) return 0;
  const auto after = text.substr(scheme);
  const bool data = text.starts_with("data:") && after.size() > 1 && is_of_uri(after[1]);
  if (!data && !after.starts_with("://")) return 0;
  // A data URI can be long, and each of its bytes is looked at once.
  const auto end = std::ranges::find_if_not(after, is_of_uri);
  return without_stop(text, scheme + static_cast<std::size_t>(end - after.begin()));
}

std::size_t email_length(std::string_view text) noexcept {
  const auto is_local = [](char c) {
    return ascii::is_word(c) || c == '.' || c == '+' || c == '-';
  };
  const auto is_host = [](char c) { return ascii::is_word(c) || c == '.' || c == '-'; };
  const auto local = run(text.substr(0, 64), is_local);
  if (local == 0 || local >= text.size() || text[local] != '@') return 0;
  const auto host = without_stop(text.substr(local + 1), run(text.substr(local + 1), is_host));
  if (text.substr(local + 1, host).find('.') == text.npos) return 0;
  return local + 1 + host;
}

std::size_t clock_time_length(std::string_view text) noexcept {
  auto length = fixed(text, "dd:dd:dd");
  if (length == 0) length = fixed(text, "dd:dd");
  if (length == 0) return 0;
  const auto fraction = text.substr(length);
  if (fraction.size() > 1 && (fraction[0] == '.' || fraction[0] == ',') &&
      ascii::is_digit(fraction[1]))
    length += 1 + count_digits(fraction.substr(1));
  const auto zone = text.substr(length);
  if (zone.starts_with('Z')) return length + 1;
  for (const std::string_view offset : {"+dd:dd", "-dd:dd", "+dddd", "-dddd"}) {
    if (const auto more = fixed(zone, offset); more > 0) return length + more;
  }
  return length;
}

// RFC 3339, and what looks like it.
std::size_t time_length(std::string_view text) noexcept {
  auto length = fixed(text, "dddd-dd-dd");
  if (length == 0) length = fixed(text, "dddd/dd/dd");
  if (length == 0) {
    const auto alone = fixed(text, "dd:dd:dd") > 0 ? clock_time_length(text) : 0;
    return ends_word(text, alone) ? alone : 0;
  }
  if (text.size() > length && (text[length] == 'T' || text[length] == ' ')) {
    if (const auto more = clock_time_length(text.substr(length + 1)); more > 0) length += 1 + more;
  }
  return ends_word(text, length) ? length : 0;
}

/// Of memory, or an IPv4 address with its port.
std::size_t address_length(std::string_view text) noexcept {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    const auto length = run(text.substr(2), ascii::is_hex);
    return length > 0 && ends_word(text, 2 + length) ? 2 + length : 0;
  }
  std::size_t length = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (length >= text.size() || text[length++] != '.')) return 0;
    const auto number = count_digits(text.substr(length));
    if (number == 0 || number > 3) return 0;
    length += number;
  }
  if (length + 1 < text.size() && text[length] == ':')
    length += 1 + count_digits(text.substr(length + 1));
  return ends_word(text, length) ? length : 0;
}

/// A digest or a key. A word of letters is none, and a number is told apart as such.
std::size_t hexadecimal_length(std::string_view text) noexcept {
  const auto length = run(text, ascii::is_hex);
  if (length < 8 || !ends_word(text, length)) return 0;
  const auto found = text.substr(0, length);
  const bool mixed =
      std::ranges::any_of(found, ascii::is_digit) && std::ranges::any_of(found, ascii::is_letter);
  return mixed ? length : 0;
}

bool is_of_path(char c) noexcept {
  return ascii::is_word(c) || c == '.' || c == '-' || c == '+' || c == '~' || c == '%' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// ".csv" of the last part, where it looks like an extension.
std::string_view extension(std::string_view path) noexcept {
  const auto last = path.substr(path.find_last_of("/\\") + 1);
  const auto dot = last.find_last_of('.');
  if (dot == last.npos || dot + 1 >= last.size() || last.size() - dot > 6) return {};
  const auto found = last.substr(dot);
  return std::ranges::all_of(found.substr(1), ascii::is_word) && ascii::is_letter(found[1])
             ? found
             : std::string_view();
}

/// "/a", "./a/b.c", "~/a", "C:\a". What begins with a name needs an extension: "int32/int64" is
/// none.
form path_form(std::string_view text) noexcept {
  const bool drive =
      text.size() > 2 && ascii::is_letter(text[0]) && text[1] == ':' && text[2] == '\\';
  const char between = drive ? '\\' : '/';
  const auto is_part = [&](char c) { return is_of_path(c) || c == between; };
  auto length = drive ? 2 + run(text.substr(2), is_part) : run(text, is_part);
  length = without_stop(text, length);
  const auto found = text.substr(0, length);
  if (found.size() < 2 || found.find(between) == found.npos) return {};
  const auto kept = extension(found);
  const bool rooted = drive || found[0] == '/' || found.starts_with("./") ||
                      found.starts_with("../") || found.starts_with("~/");
  if (!rooted && kept.empty()) return {};
  return {length, "<path>", kept};
}

/// "(3, 224, 224)", "[None, 10]", "3x224x224".
std::size_t shape_length(std::string_view text) noexcept {
  if (ascii::is_digit(text[0])) {
    auto length = count_digits(text);
    std::size_t more = 0;
    while (length + 1 < text.size() && text[length] == 'x' && ascii::is_digit(text[length + 1])) {
      length += 1 + count_digits(text.substr(length + 1));
      ++more;
    }
    return more > 0 && ends_word(text, length) ? length : 0;
  }
  if (text[0] != '(' && text[0] != '[') return 0;
  const auto is_inner = [](char c) {
    return ascii::is_digit(c) || c == ',' || c == ' ' || c == '?' || c == '-' || c == 'N' ||
           c == 'o' || c == 'n' || c == 'e';
  };
  const auto inner = run(text.substr(1), is_inner);
  const auto end = inner + 1;
  if (end >= text.size() || text[end] != (text[0] == '(' ? ')' : ']')) return 0;
  const auto found = text.substr(1, inner);
  const bool counts = std::ranges::any_of(found, ascii::is_digit) && found.find(',') != found.npos;
  return counts ? end + 1 : 0;
}

/// An integer or a decimal, with or without an exponent.
std::size_t number_length(std::string_view text) noexcept {
  std::size_t sign = text[0] == '-' || text[0] == '+' ? 1 : 0;
  if (count_digits(text.substr(sign)) == 0) return 0;
  auto length = sign + count_digits(text.substr(sign));
  while (length + 1 < text.size() && ascii::is_digit(text[length + 1]) &&
         (text[length] == '.' || text[length] == ',' || text[length] == '_')) {
    length += 1 + count_digits(text.substr(length + 1));
  }
  const auto rest = text.substr(length);
  if (rest.size() > 1 && ascii::lower(rest[0]) == 'e') {
    const std::size_t skip = rest[1] == '-' || rest[1] == '+' ? 2 : 1;
    if (const auto power = count_digits(rest.substr(std::min(skip, rest.size()))); power > 0)
      length += skip + power;
  }
  return length;
}

constexpr std::array<std::string_view, 37> known_units{
    "b",      "kb",          "mb",           "gb",           "tb",  "kib",    "mib",
    "gib",    "tib",         "bytes",        "byte",         "ns",  "us",     "ms",
    "s",      "sec",         "secs",         "min",          "h",   "second", "seconds",
    "minute", "minutes",     "hour",         "hours",        "day", "days",   "ks",
    "m",      "millisecond", "milliseconds", "microseconds", "px",  "pixels", "k",
    "hz",     "fps"};

/// A number with its unit, "%" among them.
std::size_t size_length(std::string_view text) noexcept {
  const auto length = number_length(text);
  if (length == 0) return 0;
  if (length < text.size() && text[length] == '%') return length + 1;
  const auto space = length < text.size() && text[length] == ' ' ? 1U : 0U;
  const auto unit = text.substr(length + space, count_word(text.substr(length + space)));
  return is_one_of(unit, known_units) ? length + space + unit.size() : 0;
}

}  // namespace

std::size_t count_digits(std::string_view text) noexcept { return run(text, ascii::is_digit); }

std::size_t count_word(std::string_view text) noexcept { return run(text, ascii::is_word); }

bool is_one_of(std::string_view text, std::span<const std::string_view> words) noexcept {
  return std::ranges::any_of(words, [&](std::string_view one) {
    return std::equal(one.begin(), one.end(), text.begin(), text.end(),
                      [](char wanted, char c) { return wanted == ascii::lower(c); });
  });
}

form find_form(std::string_view rest) noexcept {
  if (const auto length = request_id_length(rest)) return {length, "<request>", {}};
  if (const auto length = uuid_length(rest)) return {length, "<uuid>", {}};
  if (const auto length = uri_length(rest)) return {length, "<url>", {}};
  if (const auto length = email_length(rest)) return {length, "<email>", {}};
  if (const auto length = time_length(rest)) return {length, "<time>", {}};
  if (const auto length = address_length(rest)) return {length, "<address>", {}};
  if (const auto length = hexadecimal_length(rest)) return {length, "<hex>", {}};
  if (const auto found = path_form(rest); found.length > 0) return found;
  if (const auto length = shape_length(rest)) return {length, "<shape>", {}};
  if (const auto length = size_length(rest)) return {length, "<size>", {}};
  const auto length = number_length(rest);
  return ends_word(rest, length) ? form{length, "<number>", {}} : form{};
}

}  // namespace algolog
