#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "error.hpp"

namespace algolog {

/// One request made to see whether it would work; nothing is stored.
struct probe_result {
  std::string algorithm;
  std::string route;
  error outcome;
};

/// What trying one cluster brought, in order of the configuration.
struct cluster_probe {
  std::string cluster;
  std::string url;
  std::string key_source;
  std::vector<probe_result> results;
};

/// Asks a cluster for each configured algorithm: its look-up, and the first route of every
/// collection that is to be collected. Throws `std::runtime_error` when its `ca_file` cannot be
/// used.
boost::asio::awaitable<cluster_probe> probe(boost::asio::any_io_executor executor,
                                            const cluster_config& cluster,
                                            const poll_config& settings);

}  // namespace algolog
