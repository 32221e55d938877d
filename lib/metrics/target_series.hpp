#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/family_list.hpp"
#include "status/status.hpp"

namespace algolog {

/// How the values of several targets become one.
enum class fold { sum, least, most };

/// The targets of a snapshot as series with a label `algorithm`: the first `most` algorithms get
/// theirs, the others one together, "(others)", per cluster.
class target_series {
 public:
  using value_of = std::function<std::optional<double>(const target_status&)>;

  /// `targets` side by side as in `status`; they outlive the object.
  target_series(const std::vector<target_status>& targets, std::size_t most);

  /// A series per cluster and algorithm of what has a value, added to the family begun last.
  void put(family_list& to, fold how, const value_of& value) const;
  /// A series per cluster, algorithm and collection.
  void put_each(family_list& to, fold how, const value_of& value) const;

 private:
  void put(family_list& to, fold how, const value_of& value, bool by_collection) const;

  const std::vector<target_status>& targets_;
  std::size_t own_ = 0;  ///< so many targets belong to the first `most` algorithms
};

/// How many targets of each cluster are in each state; every state of every cluster is there.
std::map<std::pair<std::string, target_state>, double> count_states(const status& of);

}  // namespace algolog
