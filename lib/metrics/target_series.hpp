#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/algorithm_places.hpp"
#include "metrics/family_list.hpp"
#include "status/status.hpp"

namespace algolog {

/// How the values of several targets become one.
enum class fold { least, most };

/// The targets of a snapshot as series with a label `algorithm`: those with a place get theirs, the
/// others one together, "(others)", per cluster.
class target_series {
 public:
  using value_of = std::function<std::optional<double>(const target_status&)>;

  /// `targets` outlive the object.
  target_series(const std::vector<target_status>& targets, algorithm_places& places)
      : targets_(targets), has_place_(places.take(targets)) {}

  /// A counter per cluster and algorithm. `others` is what it came to where there is no place.
  void put_total(family_list& to, algorithm_places::values& others, const value_of& value) const;
  /// A series per cluster and algorithm of what has a value, added to the family begun last.
  void put(family_list& to, fold how, const value_of& value) const;
  /// A series per cluster, algorithm and collection.
  void put_each(family_list& to, fold how, const value_of& value) const;

 private:
  void put(family_list& to, fold how, const value_of& value, bool by_collection) const;

  const std::vector<target_status>& targets_;
  std::vector<bool> has_place_;  ///< by target
};

/// How many targets of each cluster are in each state; every state of every cluster is there.
std::map<std::pair<std::string, target_state>, double> count_states(const status& of);

}  // namespace algolog
