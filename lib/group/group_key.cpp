#include "group/group_key.hpp"

#include <algorithm>
#include <array>

#include "group/mask.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_calls = 12;
constexpr std::size_t most_exceptions = 8;
constexpr std::size_t longest_name = 120;  // bytes
constexpr std::string_view and_then = " < ";

std::string shortened(std::string_view name) {
  return std::string(name.substr(0, std::min(name.size(), longest_name)));
}

std::string name_of(const stack_frame& frame) {
  const auto function = frame.function.empty() ? std::string("?") : shortened(frame.function);
  return frame.file.empty() ? function : function + "@" + shortened(frame.file);
}

/// The calls that count, each once: recursion and repeats are one call.
void add_calls(const std::vector<stack_frame>& frames, bool all, std::vector<std::string>& calls,
               std::vector<std::size_t>& lines) {
  for (const auto& frame : frames) {
    if (calls.size() == most_calls) return;
    if (!all && !frame.in_app) continue;
    auto name = name_of(frame);
    if (std::ranges::find(calls, name) != calls.end()) continue;
    calls.push_back(std::move(name));
    lines.push_back(frame.line);
  }
}

/// Root cause first, each type once in a row.
std::string chain_of(const std::vector<std::string>& exceptions) {
  std::string chain;
  std::string_view last;
  std::size_t count = 0;
  for (auto one = exceptions.rbegin(); one != exceptions.rend() && count < most_exceptions; ++one) {
    if (*one == last) continue;
    last = *one;
    if (count++ > 0) chain += and_then;
    chain += shortened(*one);
  }
  return chain;
}

/// Which of several functions that call each other went too deep is chance.
bool is_recursion(const std::vector<std::string>& exceptions) {
  constexpr std::array<std::string_view, 3> names{"RecursionError", "StackOverflowError",
                                                  "SystemStackError"};
  return !exceptions.empty() && std::ranges::find(names, exceptions.back()) != names.end();
}

std::string joined_calls(const std::vector<std::string>& calls) {
  std::string text;
  for (const auto& call : calls) text.append(text.empty() ? "" : and_then).append(call);
  return text;
}

}  // namespace

failure_text split_failure(std::string_view error) noexcept {
  constexpr std::string_view before = "error:\n";
  constexpr std::string_view before_trace = "\nstacktrace:\n";
  constexpr std::string_view some = "Some(";
  if (error.starts_with(before)) error.remove_prefix(before.size());
  const auto at = error.find(before_trace);
  if (at == error.npos) return {error, {}, false};
  auto trace = error.substr(at + before_trace.size());
  if (trace == "None") return {error.substr(0, at), {}, false};
  bool cut = false;
  if (trace.starts_with(some)) {
    trace.remove_prefix(some.size());
    // A line that is cut off would be taken for another call, or for another exception.
    cut = !trace.ends_with(')');
    trace = cut ? trace.substr(0, trace.rfind('\n') + 1) : trace.substr(0, trace.size() - 1);
  }
  return {error.substr(0, at), trace, cut};
}

group_key group_key_of(std::string_view error, std::string_view error_type) {
  const auto [message, text, cut] = split_failure(error);
  const auto trace = parse_stack_trace(text.empty() ? message : text);
  group_key key;
  key.exception = chain_of(trace.exceptions);
  key.variant = mask(message).text;
  std::vector<std::string> calls;
  add_calls(trace.frames, false, calls, key.lines);
  if (calls.empty() && !cut) add_calls(trace.frames, true, calls, key.lines);
  if (!calls.empty()) key.culprit = calls.front();
  if (is_recursion(trace.exceptions)) std::ranges::sort(calls);
  const auto kind = key.exception.empty() ? std::string(error_type) : key.exception;
  const auto site = calls.empty() ? key.variant : joined_calls(calls);
  key.text = site.empty() ? kind : kind.empty() ? site : kind + " · " + site;
  return key;
}

}  // namespace algolog
