#include "config/config.hpp"
#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  try {
    const auto read = algolog::parse_config(text, "/etc/algologd/algologd.toml");
    fuzz::require(!read.clusters.empty(), "a configuration has a cluster");
    for (const auto& cluster : read.clusters) {
      fuzz::require(!cluster.name.empty(), "a cluster has a name");
      fuzz::require(!cluster.url.host.empty(), "a cluster has a host");
      fuzz::require(!cluster.algorithms.empty(), "a cluster has algorithms");
      fuzz::require(cluster.max_in_flight > 0, "something may be in flight");
    }
    fuzz::require(read.store.path.is_absolute(), "the database has a place of its own");
  } catch (const algolog::config_error& refused) {
    fuzz::require(!refused.problems().empty(), "a refusal names a problem");
    for (const auto& problem : refused.problems()) {
      fuzz::require(problem.starts_with("/etc/algologd/algologd.toml:"), "a problem has a place");
    }
  }
  return 0;
}
