#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace algolog::test {

/// An error of the labelled set: which fault it is of is known, as the fault was made on purpose.
struct labelled_error {
  std::string fault;
  std::string algorithm;
  std::string error_type;
  std::string error;
};

/// The errors of one language, in the order in which they came. `set`: its folder in
/// tests/grouping.
std::vector<labelled_error> read_set(const std::string& set, const std::string& language);
std::vector<std::string> languages_of(const std::string& set);

/// How well keys tell faults apart: 1 is perfect.
struct scores {
  double pair_precision = 0;   ///< of two errors in one group, how often they are of one fault
  double pair_recall = 0;      ///< of two errors of one fault, how often they are in one group
  double cubed_precision = 0;  ///< the same for each error, averaged: B-cubed (Bagga, Baldwin 1998)
  double cubed_recall = 0;
  double alerts_per_fault = 0;  ///< groups, each told once, for each fault
  std::size_t never_told = 0;   ///< faults without a group that began with one of their errors
};

using key_function = std::function<std::string(const labelled_error&)>;

scores score(const std::vector<labelled_error>& errors, const key_function& key);

}  // namespace algolog::test
