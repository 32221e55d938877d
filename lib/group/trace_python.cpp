#include <algorithm>
#include <array>

#include "group/trace_lines.hpp"

namespace algolog {
namespace {

constexpr std::array<std::string_view, 7> outside_python_app{
    "algorithmia-pipe", "/site-packages/", "/dist-packages/",    "/lib/python",
    "<frozen ",         "<string>",        "<__array_function__"};

// Python 3.12 makes no frames of these, earlier ones do.
constexpr std::array<std::string_view, 4> comprehensions{"<listcomp>", "<dictcomp>", "<setcomp>",
                                                         "<genexpr>"};

bool is_of_python_app(std::string_view path) {
  return !is_installed(path) &&
         std::ranges::none_of(outside_python_app, [&](auto part) { return contains(path, part); });
}

/// `File "PATH", line N, in FUNCTION`; a syntax error names no function.
void add_python_frame(const trace_line& line, std::vector<stack_frame>& to) {
  constexpr std::string_view before_path = "File \"";
  const auto path = line.text.substr(before_path.size());
  const auto end = path.find('"');
  if (end == path.npos) return;  // cut off
  stack_frame frame;
  frame.file = deployed_file(path.substr(0, end));
  frame.in_app = is_of_python_app(path.substr(0, end));
  frame.line = line.number;
  constexpr std::string_view before_function = ", in ";
  const auto rest = path.substr(end + 1);
  if (const auto at = rest.find(before_function); at != rest.npos)
    frame.function = last_part(rest.substr(at + before_function.size()), ".");
  if (std::ranges::find(comprehensions, frame.function) == comprehensions.end())
    to.push_back(std::move(frame));
}

}  // namespace

// Of several tracebacks the root cause's comes first. In each the innermost call comes last.
stack_trace parse_python(const trace_lines& lines) {
  std::vector<trace_block> blocks;
  bool in_frames = false;
  for (const auto& line : lines) {
    if (line.text.starts_with("Traceback (most recent")) {
      blocks.emplace_back();
      in_frames = true;
    } else if (line.text.starts_with("File \"")) {
      if (blocks.empty()) blocks.emplace_back();
      in_frames = true;
      add_python_frame(line, blocks.back().frames);
    } else if (in_frames && line.indent == 0 && !line.text.starts_with("[Previous")) {
      blocks.back().exception = exception_type(line.text);
      in_frames = line.text.empty();
    }
  }
  for (auto& block : blocks) std::ranges::reverse(block.frames);
  return united("Python", std::move(blocks));
}

}  // namespace algolog
