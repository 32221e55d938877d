#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace algolog {

/// One call of a stack trace.
struct stack_frame {
  std::string function;  ///< without what a compiler made up and what changes from run to run
  std::string file;      ///< from "src/" on, or the last part of its path; a class on the JVM
  bool in_app = true;    ///< not of the platform, a standard library or an installed package
  std::size_t line = 0;  ///< of the trace's text, from 0
};

/// What a trace of one of the runtimes says.
struct stack_trace {
  std::string_view language;            ///< "Python", "JVM", …; empty if it is not understood
  std::vector<std::string> exceptions;  ///< their types without packages, outermost first
  std::vector<stack_frame> frames;      ///< innermost first, those of the root cause before others
};

/// Reads traces as Python, the JVM (Java, Scala), Node, Ruby, Rust and R print them, cut off or
/// not. Of a long one it reads the first and the last 32 KiB. Pure, and linear in time.
stack_trace parse_stack_trace(std::string_view text);

}  // namespace algolog
