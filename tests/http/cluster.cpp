#include "cluster.hpp"

namespace algolog::test {
namespace {

simcluster::scenario over_tls(simcluster::scenario of, const scratch_folder& identity) {
  of.make_tls = identity.path();
  return of;
}

}  // namespace

simcluster::scenario small_cluster() {
  simcluster::scenario s;
  s.algorithm_count = 1;
  s.errors = 3;
  s.builds = 1;
  return s;
}

tls_cluster::tls_cluster(const simcluster::scenario& of) : cluster_(over_tls(of, folder_)) {}

}  // namespace algolog::test
