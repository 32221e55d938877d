#pragma once

#include <string>

#include "running_cluster.hpp"
#include "scratch_folder.hpp"

namespace algolog::test {

/// A target every simulated cluster answers with 200.
inline const std::string some_errors = "/v1/algorithms/acme/algo_000/errors";

/// A small scenario: one algorithm, few records.
simcluster::scenario small_cluster();

/// Such a cluster, by HTTPS, with an authority of its own.
class tls_cluster {
 public:
  explicit tls_cluster(const simcluster::scenario& of = small_cluster());

  simcluster::server& operator*() { return cluster_; }
  simcluster::server* operator->() { return &cluster_; }

 private:
  scratch_folder folder_;
  simcluster::running_cluster cluster_;
};

}  // namespace algolog::test
