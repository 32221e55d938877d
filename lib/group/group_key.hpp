#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "group/stack_trace.hpp"

namespace algolog {

/// What the API's `error` says: "error:\nMESSAGE\nstacktrace:\nSome(TRACE)".
struct failure_text {
  std::string_view message;
  std::string_view trace;  ///< empty where there is none
  bool cut = false;        ///< the trace does not end
};
failure_text split_failure(std::string_view error) noexcept;

/// Which fault an error is of, among those of its algorithm.
struct group_key {
  static constexpr int version = 1;  ///< of the rules; other rules are another version

  std::string text;       ///< "KeyError · lookup@src/table.py < apply@src/score.py"
  std::string exception;  ///< "KeyError < ScoreError", the root cause first; may be empty
  std::string culprit;    ///< "lookup@src/table.py", the innermost call that counts; may be empty
  std::string variant;    ///< the masked message
  std::vector<std::size_t> lines;  ///< of the trace: the calls that counted, innermost first
};

/// The key is made of the types of the exceptions and the calls within the app, without line
/// numbers, each once. Where no call is of a whole trace's app all calls count, where there is none
/// the masked message does, and without that the error type. Pure, and linear in time.
group_key group_key_of(std::string_view error, std::string_view error_type);

}  // namespace algolog
