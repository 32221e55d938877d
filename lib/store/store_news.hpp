#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "error.hpp"

namespace algolog {

/// What is to be told of the database itself, once each, however many polls it concerns.
struct store_news {
  enum class kind {
    failing,      ///< it cannot be written, or for another reason than before: `why`
    full,         ///< the records that wait fill the memory they may take
    works_again,  ///< after `lasted`, `failed_commits`; `polls` were stored that waited
    reopened,     ///< the file was moved or replaced (`why`), and the one there now is used
    unstorable,   ///< a poll that waited can never be stored: `why`
    lost,         ///< the end: `polls` were waiting still
    committed,    ///< a transaction, of `calls`; it took `took`. Every one, no news for people
  };
  kind what;
  error why{};
  std::chrono::milliseconds lasted{};
  std::size_t failed_commits = 0;
  std::size_t polls = 0;
  std::size_t gaps = 0;     ///< works_again: gaps among what waited
  std::size_t dropped = 0;  ///< works_again, lost: polls whose records did not fit
  std::size_t calls = 0;
  std::chrono::nanoseconds took{};
};

/// Called on the store thread; must not throw.
using store_listener = std::function<void(const store_news&)>;

}  // namespace algolog
