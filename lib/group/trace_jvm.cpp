#include <algorithm>
#include <array>

#include "group/trace_lines.hpp"

namespace algolog {
namespace {

constexpr std::array<std::string_view, 17> outside_jvm_app{
    "java.",          "javax.",           "jdk.",         "sun.",        "com.sun.",  "scala.",
    "kotlin.",        "com.algorithmia.", "algorithmia.", "org.apache.", "org.json.", "org.slf4j.",
    "com.fasterxml.", "com.google.",      "io.netty.",    "akka.",       "dotty."};

bool is_made_by_jvm(std::string_view name) {
  return contains(name, "$$Lambda") || contains(name, "GeneratedMethodAccessor") ||
         contains(name, "GeneratedConstructorAccessor") || contains(name, "LambdaForm");
}

/// "at MODULE/PACKAGE.CLASS.METHOD(FILE:LINE)".
void add_jvm_frame(const trace_line& line, std::vector<stack_frame>& to) {
  const auto open = line.text.find('(');
  if (open == line.text.npos) return;  // cut off
  auto name = line.text.substr(3, open - 3);
  if (is_made_by_jvm(name)) return;
  name = last_part(name, "/");
  const auto dot = name.rfind('.');
  if (dot == name.npos) return;
  stack_frame frame;
  frame.function = without_numbers(name.substr(dot + 1));
  frame.file = without_numbers(name.substr(0, dot));
  frame.in_app =
      std::ranges::none_of(outside_jvm_app, [&](auto one) { return name.starts_with(one); });
  frame.line = line.number;
  to.push_back(std::move(frame));
}

/// Of a line that begins an exception, without what comes before its type; empty otherwise.
std::string_view jvm_exception_in(const trace_line& line, bool first) {
  constexpr std::string_view cause = "Caused by: ";
  constexpr std::string_view uncaught = "Exception in thread ";
  if (line.text.starts_with(cause)) return line.text.substr(cause.size());
  if (!first || line.indent > 0) return {};
  if (!line.text.starts_with(uncaught)) return line.text;
  const auto thread = line.text.substr(uncaught.size());
  const auto end = thread.find("\" ");
  return end == thread.npos ? std::string_view() : thread.substr(end + 2);
}

}  // namespace

// The root cause comes last. In each part the innermost call comes first.
stack_trace parse_jvm(const trace_lines& lines) {
  std::vector<trace_block> blocks(1);
  bool suppressed = false;  // it failed while another exception was under way
  for (const auto& line : lines) {
    if (line.text.starts_with("Suppressed: ")) suppressed = true;
    const bool cause = line.text.starts_with("Caused by: ");
    if (cause && line.indent == 0) suppressed = false;
    if (suppressed) continue;
    if (line.text.starts_with("at ") && line.indent > 0) {
      add_jvm_frame(line, blocks.back().frames);
      continue;
    }
    if (cause) blocks.emplace_back();
    const bool first = blocks.size() == 1 && blocks[0].frames.empty();
    const auto found = exception_type(jvm_exception_in(line, first));
    if (blocks.back().exception.empty()) blocks.back().exception = found;
  }
  std::ranges::reverse(blocks);
  return united("JVM", std::move(blocks));
}

}  // namespace algolog
