#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "status/status.hpp"

namespace algolog {

/// Which algorithms have series of their own: the first so many that were seen, for as long as the
/// process runs. What the others came to is kept, also when they are configured no more, so that a
/// reload neither lowers a counter nor raises it. One thread at a time.
class algorithm_places {
 public:
  explicit algorithm_places(std::size_t most) : most_(most) {}

  /// For each of `targets` whether its algorithm has a place. Free places are given to those that
  /// have none; one without a row (`algorithm_id` 0) has its place only until it has one.
  std::vector<bool> take(const std::vector<target_status>& targets);

  /// By cluster, then by `algorithm_id`: the last value of one counter.
  using values = std::map<std::string, std::map<std::int64_t, double>>;
  values other_gaps;
  values other_findings;

 private:
  std::size_t most_;
  std::set<std::int64_t> own_;  ///< by algorithm_id
};

}  // namespace algolog
