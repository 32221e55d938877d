#include "group/stack_trace.hpp"

#include <algorithm>
#include <iterator>

#include "group/mask_forms.hpp"
#include "group/trace_lines.hpp"
#include "text/ascii.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_of_trace = 32U << 10;  // bytes, of either end
constexpr std::string_view white_space = " \t\r";

void add_lines(std::string_view text, std::size_t number, trace_lines& to) {
  while (!text.empty()) {
    const auto end = std::min(text.size(), text.find('\n'));
    const auto whole = text.substr(0, end);
    const auto indent = std::min(whole.size(), whole.find_first_not_of(white_space));
    const auto last = whole.find_last_not_of(white_space);
    const auto shown =
        last == whole.npos ? std::string_view() : whole.substr(indent, last - indent + 1);
    to.push_back({shown, indent, number++});
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

/// The innermost calls are at the end or at the beginning, as the runtime prints them.
trace_lines lines_of(std::string_view text) {
  trace_lines lines;
  if (text.size() <= 2 * most_of_trace) {
    add_lines(text, 0, lines);
    return lines;
  }
  const auto skipped = text.substr(most_of_trace, text.size() - 2 * most_of_trace);
  add_lines(text.substr(0, most_of_trace), 0, lines);
  lines.pop_back();  // cut, and so is the next
  auto rest = text.substr(text.size() - most_of_trace);
  const auto next = std::min(rest.size(), rest.find('\n') + 1);
  const auto number = static_cast<std::size_t>(
      std::ranges::count(text.substr(0, most_of_trace + skipped.size() + next), '\n'));
  add_lines(rest.substr(next), number, lines);
  return lines;
}

using parser = stack_trace (*)(const trace_lines&);

/// "at Score.apply(Score.java:3)"; Node puts a space before what is in parentheses, or has none.
bool is_of_jvm(std::string_view call) {
  const auto open = call.find('(');
  return open != call.npos && call[open - 1] != ' ';
}

/// By the first line that only one runtime prints.
parser find_parser(const trace_lines& lines) {
  for (const auto& [text, indent, number] : lines) {
    if (text.starts_with("Traceback (most recent") || text.starts_with("File \""))
      return &parse_python;
    if (contains(text, "panicked at") || text == "stack backtrace:") return &parse_rust;
    if (contains(text, ":in `") || contains(text, ":in '")) return &parse_ruby;
    if (text.starts_with("at ") && indent > 0)
      return is_of_jvm(text) ? &parse_jvm : &parse_javascript;
  }
  // Lines of messages may look like those of R.
  const bool of_r = std::ranges::any_of(lines, [](const trace_line& line) {
    return line.text.starts_with("Error in ") || line.text.starts_with("Calls: ") ||
           line.text == "Execution halted" || !after_number(line.text).empty();
  });
  return of_r ? &parse_r : nullptr;
}

}  // namespace

stack_trace parse_stack_trace(std::string_view text) {
  const auto lines = lines_of(text);
  const auto parse = find_parser(lines);
  return parse == nullptr ? stack_trace() : parse(lines);
}

stack_trace united(std::string_view language, std::vector<trace_block> blocks) {
  stack_trace out;
  out.language = language;
  for (auto& block : blocks) {
    if (!block.exception.empty()) out.exceptions.push_back(std::move(block.exception));
    std::ranges::move(block.frames, std::back_inserter(out.frames));
  }
  std::ranges::reverse(out.exceptions);
  return out;
}

std::string_view after_number(std::string_view line) noexcept {
  constexpr std::string_view between = ": ";
  const auto length = count_digits(line);
  if (length == 0 || !line.substr(length).starts_with(between)) return {};
  return line.substr(length + between.size());
}

std::string_view without_position(std::string_view place) noexcept {
  for (int i = 0; i < 2; ++i) {
    const auto colon = place.rfind(':');
    if (colon == place.npos || count_digits(place.substr(colon + 1)) != place.size() - colon - 1)
      break;
    place = place.substr(0, colon);
  }
  return place;
}

bool contains(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != text.npos;
}

std::string exception_type(std::string_view text) {
  const auto is_name = [](char c) { return ascii::is_word(c) || c == '.' || c == '$' || c == ':'; };
  const auto end = std::ranges::find_if_not(text, is_name) - text.begin();
  auto name = text.substr(0, static_cast<std::size_t>(end));
  const auto rest = text.substr(name.size());
  if (!rest.empty() && rest[0] != ' ' && rest[0] != '\r') return {};
  while (name.ends_with(':') || name.ends_with('.')) name.remove_suffix(1);
  const auto colon = std::min(name.size(), name.find(':'));
  if (!name.substr(colon).starts_with("::")) name = name.substr(0, colon);
  name = last_part(last_part(last_part(name, "."), "::"), "$");
  const bool capital = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  if (!capital) return {};
  return without_numbers(name);
}

std::string deployed_file(std::string_view path) {
  constexpr std::string_view source = "src/";
  std::string unix_path(path);
  std::ranges::replace(unix_path, '\\', '/');
  for (auto at = unix_path.rfind(source); at != unix_path.npos && at != 0;
       at = unix_path.rfind(source, at - 1)) {
    if (unix_path[at - 1] == '/') return unix_path.substr(at);
  }
  if (unix_path.starts_with(source)) return unix_path;
  return std::string(last_part(unix_path, "/"));
}

bool is_installed(std::string_view path) noexcept {
  return path.starts_with("/usr/") && !path.starts_with("/usr/src/");
}

std::string_view last_part(std::string_view text, std::string_view separator) noexcept {
  const auto at = text.rfind(separator);
  return at == text.npos ? text : text.substr(at + separator.size());
}

std::string without_numbers(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool numbers = ascii::is_digit(name[i]) && !out.empty() && out.back() == '$';
    if (!numbers) {
      out += name[i];
      continue;
    }
    while (i + 1 < name.size() && ascii::is_digit(name[i + 1])) ++i;
  }
  while (out.ends_with('$')) out.pop_back();
  return out;
}

}  // namespace algolog
