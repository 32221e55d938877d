#include "cluster.hpp"

namespace algolog::test {

simcluster::scenario small_cluster() {
  simcluster::scenario s;
  s.algorithm_count = 1;
  s.errors = 3;
  s.builds = 1;
  return s;
}

std::size_t counted(simcluster::server& cluster, const std::string& counter) {
  return cluster.get("/_truth/counters").at(counter).to_number<std::size_t>();
}

}  // namespace algolog::test
