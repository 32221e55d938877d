#include <algorithm>
#include <array>

#include "group/trace_lines.hpp"

namespace algolog {
namespace {

constexpr std::array<std::string_view, 5> outside_rust_files{"/rustc/", "/registry/", "/library/",
                                                             "/rustlib/", "algorithmia-pipe"};
constexpr std::array<std::string_view, 9> outside_rust_functions{
    "std::",   "core::", "alloc::", "rust_begin_unwind", "_start", "__libc_start",
    "__rust_", "<std::", "<core::"};

/// "score::apply::h0123456789abcdef" without the digest and closures.
std::string rust_function(std::string_view name) {
  const auto at = name.rfind("::h");
  if (at != name.npos && name.size() - at == 19) name = name.substr(0, at);
  constexpr std::string_view closure = "::{{closure}}";
  while (name.ends_with(closure)) name.remove_suffix(closure.size());
  return std::string(name);
}

bool is_outside_rust_app(std::string_view function) {
  return std::ranges::any_of(outside_rust_functions,
                             [&](auto one) { return function.starts_with(one); });
}

}  // namespace

// "12: function", and on the next line "at PATH:LINE:COLUMN", if that is known. Innermost first.
stack_trace parse_rust(const trace_lines& lines) {
  trace_block block;
  for (const auto& line : lines) {
    if (const auto name = after_number(line.text); !name.empty()) {
      stack_frame frame;
      frame.function = rust_function(name);
      frame.in_app = !is_outside_rust_app(frame.function);
      frame.line = line.number;
      block.frames.push_back(std::move(frame));
    } else if (line.text.starts_with("at ") && !block.frames.empty()) {
      auto& frame = block.frames.back();
      const auto path = without_position(line.text.substr(3));
      frame.file = deployed_file(path);
      if (std::ranges::any_of(outside_rust_files, [&](auto part) { return contains(path, part); }))
        frame.in_app = false;
    } else if (contains(line.text, "panicked at")) {
      block.exception = "panic";
    }
  }
  std::vector<trace_block> blocks;
  blocks.push_back(std::move(block));
  return united("Rust", std::move(blocks));
}

}  // namespace algolog
