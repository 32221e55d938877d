#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "history.hpp"
#include "subject.hpp"

namespace model {

/// What became of a history.
struct outcome {
  std::string wrong;          ///< a record lost in silence; "" when there is none
  std::size_t records = 0;    ///< that ever existed
  std::size_t lost = 0;       ///< of them, made after the first poll and never stored
  std::size_t gaps = 0;       ///< that were found
  std::size_t idle_gaps = 0;  ///< of them, those that hid nothing
  std::size_t inside = 0;     ///< stored records that lie inside a gap
  outcome& operator+=(const outcome& other);
};

using make_subject = std::function<std::unique_ptr<subject>(const history&)>;

outcome run(const history& of, const make_subject& make);
/// The shortest history found that goes wrong as `of` does.
history shrink(history of, const make_subject& make);

}  // namespace model
