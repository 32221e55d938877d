#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstddef>
#include <vector>

#include "metrics/algorithm_places.hpp"
#include "status/status.hpp"

namespace algolog {

/// The metrics that are read off a snapshot at the scrape, and a few of the process itself. What
/// has a label `algorithm` has it for those with a place; those without are one series per cluster,
/// algorithm="(others)", with the worst of their values (of gaps and findings the sum).
class gauges final : public prometheus::Collectable {
 public:
  static constexpr std::size_t most_algorithms = 1000;

  /// Both outlive the object.
  gauges(const status& of, algorithm_places& places) : of_(of), places_(places) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const status& of_;
  algorithm_places& places_;
};

}  // namespace algolog
