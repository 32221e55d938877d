#pragma once

#include <string>
#include <vector>

#include "sandbox.hpp"

namespace e2e {

/// An empty cluster whose errors, once it has some, are of every kind: of pipelines, several of an
/// execution, with odd text, with fields that nobody knows and without such that all have.
inline simcluster::scenario colourful_cluster(const std::vector<std::string>& algorithms) {
  auto s = empty_cluster(algorithms);
  s.pipelines = 0.2;
  s.multi_record = 0.1;
  s.odd_text = 0.2;
  s.extra_fields = 0.2;
  s.sparse_fields = 0.1;
  return s;
}

}  // namespace e2e
