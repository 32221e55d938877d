#include <algorithm>

#include "group/trace_lines.hpp"
#include "text/ascii.hpp"

namespace algolog {
namespace {

// What signals and handles conditions, evaluates, applies and reads: packages base and stats.
constexpr std::string_view outside_r_app =
    " stop stopifnot warning signalCondition tryCatch tryCatchList tryCatchOne "
    "doTryCatch try withCallingHandlers simpleError .handleSimpleError h handler "
    "value[[3L]] eval eval.parent evalq source withVisible lapply sapply vapply mapply "
    "Map Filter Reduce FUN do.call match.arg match.fun local sys.function print "
    "suppressWarnings sys.calls Recall base::stop traceback file url open.connection "
    "readLines readRDS readline scan read.table read.csv [ [[ [.data.frame [[.data.frame "
    "$.data.frame solve solve.default matrix array factor merge merge.data.frame rbind "
    "cbind data.frame as.data.frame strsplit parse get mget apply outer rep seq sum mean "
    "max min lm model.frame model.frame.default model.matrix predict ";

/// "helper" of `helper(x, 1) at src/score.R#12`; empty if it is no call.
std::string_view called_in_r(std::string_view text) {
  const auto open = text.find('(');
  if (open == text.npos || open == 0) return {};
  const auto name = text.substr(0, open);
  const auto is_name = [](char c) {
    return ascii::is_word(c) || c == '.' || c == ':' || c == '$' || c == '[' || c == ']';
  };
  return std::ranges::all_of(name, is_name) ? name : std::string_view();
}

// Files are told only where the source is kept, so by some installations of one algorithm only.
void add_r_frame(std::string_view function, std::size_t number, std::vector<stack_frame>& to) {
  stack_frame frame;
  frame.function = function;
  frame.in_app = !contains(outside_r_app, " " + frame.function + " ");
  frame.line = number;
  to.push_back(std::move(frame));
}

/// "apply -> helper -> stop": outermost first; "..." stands for calls that are left out.
void add_r_calls(const trace_line& line, std::string_view calls, std::vector<stack_frame>& to) {
  std::vector<stack_frame> found;
  while (!calls.empty()) {
    const auto end = std::min(calls.size(), calls.find(' '));
    const auto name = calls.substr(0, end);
    if (name != "->" && name != "...") add_r_frame(name, line.number, found);
    calls.remove_prefix(std::min(calls.size(), end + 1));
  }
  to.insert(to.end(), found.rbegin(), found.rend());
}

}  // namespace

// traceback() numbers calls: the innermost comes first, with the highest number.
stack_trace parse_r(const trace_lines& lines) {
  constexpr std::string_view calls = "Calls: ";
  trace_block block;
  for (const auto& line : lines) {
    if (line.text.starts_with("Error")) block.exception = "Error";
    if (line.text.starts_with(calls)) {
      add_r_calls(line, line.text.substr(calls.size()), block.frames);
      continue;
    }
    const auto function = called_in_r(after_number(line.text));
    if (!function.empty()) add_r_frame(function, line.number, block.frames);
  }
  std::vector<trace_block> blocks;
  blocks.push_back(std::move(block));
  return united("R", std::move(blocks));
}

}  // namespace algolog
