#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "group/stack_trace.hpp"

namespace algolog {

/// Private to lib/group: the lines of a trace, and one parser for each runtime. Each fills in what
/// it understands and skips the rest.
struct trace_line {
  std::string_view text;  ///< without the white space around it
  std::size_t indent;     ///< of white space before it
  std::size_t number;
};
using trace_lines = std::vector<trace_line>;

stack_trace parse_python(const trace_lines& lines);
stack_trace parse_jvm(const trace_lines& lines);
stack_trace parse_javascript(const trace_lines& lines);
stack_trace parse_ruby(const trace_lines& lines);
stack_trace parse_rust(const trace_lines& lines);
stack_trace parse_r(const trace_lines& lines);

/// A part of a trace: an exception and its frames, innermost first.
struct trace_block {
  std::string exception;
  std::vector<stack_frame> frames;
};
/// Unites blocks, the root cause's first.
stack_trace united(std::string_view language, std::vector<trace_block> blocks);

/// "apply" of "12: apply"; empty where no number begins the line.
std::string_view after_number(std::string_view line) noexcept;
/// "src/a.js" of "src/a.js:3:9".
std::string_view without_position(std::string_view place) noexcept;
bool contains(std::string_view text, std::string_view part) noexcept;
/// "JSONDecodeError" of "json.decoder.JSONDecodeError: …"; empty where no name of a type begins.
std::string exception_type(std::string_view text);
/// The file without the folders that it happens to be deployed in.
std::string deployed_file(std::string_view path);
/// Of the system: the platform, a runtime and its packages. Containers have apps in /usr/src.
bool is_installed(std::string_view path) noexcept;
/// What comes after the last `separator`, or all.
std::string_view last_part(std::string_view text, std::string_view separator) noexcept;
/// Without digits that a compiler numbers things with: "$1", "$$12".
std::string without_numbers(std::string_view name);

}  // namespace algolog
