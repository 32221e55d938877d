#include <algorithm>
#include <array>

#include "group/trace_lines.hpp"

namespace algolog {
namespace {

constexpr std::array<std::string_view, 3> before_node_builtins{"node:", "internal/", "<anonymous>"};

bool is_of_node_app(std::string_view place) {
  const bool file = contains(place, "/") || place.starts_with("file:") || place.ends_with(".js") ||
                    contains(place, ".js:");
  const bool builtin = std::ranges::any_of(before_node_builtins,
                                           [&](auto before) { return place.starts_with(before); });
  const bool foreign = contains(place, "/node_modules/") || contains(place, "algorithmia-pipe");
  return file && !builtin && !foreign && !is_installed(place);
}

/// Without "async", "Object." and "[as name]", which differ between versions of Node.
std::string node_function(std::string_view call) {
  if (call.starts_with("async ")) call.remove_prefix(6);
  if (const auto alias = call.find(" [as "); alias != call.npos) call = call.substr(0, alias);
  const bool made = call.starts_with("new ");
  const auto name = last_part(made ? call.substr(4) : call, ".");
  return made ? "new " + std::string(name) : std::string(name);
}

/// "at CALL (PLACE)", "at PLACE", "at async PLACE".
void add_node_frame(const trace_line& line, std::vector<stack_frame>& to) {
  auto call = line.text.substr(3);
  auto place = call;
  if (const auto open = call.rfind(" ("); open != call.npos) {
    if (!call.ends_with(')')) return;  // cut off
    place = call.substr(open + 2, call.size() - open - 3);
    call = call.substr(0, open);
  } else {
    if (place.starts_with("async ")) place.remove_prefix(6);
    call = "<anonymous>";
  }
  stack_frame frame;
  frame.function = node_function(call);
  frame.file = deployed_file(without_position(place));
  frame.in_app = is_of_node_app(place);
  frame.line = line.number;
  to.push_back(std::move(frame));
}

/// "TypeError: …", "[cause]: Error: …", "Uncaught Error: …", "TypeError [CODE]: …".
std::string node_exception_in(std::string_view text) {
  for (const std::string_view before : {"[cause]: ", "Uncaught "}) {
    if (text.starts_with(before)) text.remove_prefix(before.size());
  }
  return exception_type(text);
}

}  // namespace

// The root cause comes last. In each part the innermost call comes first.
stack_trace parse_javascript(const trace_lines& lines) {
  std::vector<trace_block> blocks(1);
  for (const auto& line : lines) {
    if (line.text.starts_with("at ") && line.indent > 0) {
      add_node_frame(line, blocks.back().frames);
      continue;
    }
    const bool cause = line.text.starts_with("[cause]: ");
    if (cause) blocks.emplace_back();
    const bool begins = blocks.back().frames.empty() && blocks.back().exception.empty();
    if (begins && (cause || line.indent == 0))
      blocks.back().exception = node_exception_in(line.text);
  }
  std::ranges::reverse(blocks);
  return united("JavaScript", std::move(blocks));
}

}  // namespace algolog
