#include <algorithm>
#include <array>

#include "group/trace_lines.hpp"

namespace algolog {
namespace {

constexpr std::array<std::string_view, 6> outside_ruby_app{
    "/gems/", "/lib/ruby/", "<internal:", "/rubygems/", "/ruby/vendor", "algorithmia-pipe"};

constexpr std::array<std::string_view, 2> before_ruby_function{":in `", ":in '"};

/// "block (2 levels) in apply", "rescue in apply", "Score#apply": of one method.
std::string ruby_function(std::string_view label) {
  return std::string(last_part(last_part(last_part(label, " in "), "#"), "."));
}

/// "PATH:LINE:in `FUNCTION'"; where it ends, or 0 if it is none or cut off.
std::size_t read_ruby_frame(const trace_line& line, stack_frame& to) {
  auto text = line.text;
  const std::size_t skipped = text.starts_with("from ") ? 5 : 0;
  text.remove_prefix(skipped);
  for (const auto before : before_ruby_function) {
    const auto at = text.find(before);
    if (at == text.npos) continue;
    const auto label = text.substr(at + before.size());
    const auto end = label.find('\'');
    if (end == label.npos) return 0;
    const auto path = text.substr(0, text.substr(0, at).rfind(':'));
    to.function = ruby_function(label.substr(0, end));
    to.file = deployed_file(path);
    to.in_app = !is_installed(path) && std::ranges::none_of(outside_ruby_app, [&](auto part) {
      return contains(path, part);
    });
    to.line = line.number;
    return skipped + at + before.size() + end + 1;
  }
  return 0;
}

/// "…: message (ErrorClass)" on the first line of a part, "(ErrorClass)" at the end of a later one.
std::string ruby_exception_in(std::string_view text) {
  const auto open = text.rfind('(');
  if (open == text.npos || !text.ends_with(')')) return {};
  return exception_type(text.substr(open + 1, text.size() - open - 2));
}

}  // namespace

// A part begins with a call that is followed by the message. The innermost call comes first, and
// the cause after what it caused.
stack_trace parse_ruby(const trace_lines& lines) {
  std::vector<trace_block> blocks(1);
  for (const auto& line : lines) {
    stack_frame frame;
    const auto end = read_ruby_frame(line, frame);
    if (end == 0) {
      auto& open = blocks.back();
      if (!open.exception.empty()) continue;
      open.exception = ruby_exception_in(line.text);
      if (open.exception.empty() && open.frames.empty()) open.exception = exception_type(line.text);
      continue;
    }
    const auto rest = line.text.substr(end);
    const bool begins = rest.starts_with(": ");
    if (begins && !blocks.back().frames.empty()) blocks.emplace_back();
    if (begins) blocks.back().exception = ruby_exception_in(rest);
    blocks.back().frames.push_back(std::move(frame));
  }
  std::ranges::reverse(blocks);
  return united("Ruby", std::move(blocks));
}

}  // namespace algolog
