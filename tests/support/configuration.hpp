#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace e2e {

struct watched_cluster {
  std::string name = "sim";
  std::string url;
  std::string ca_file;
  std::vector<std::string> algorithms;
  std::vector<std::string> collect{"errors", "builds", "versions"};
  std::size_t max_in_flight = 16;
};

/// What the tests choose of the daemon's configuration file.
struct configuration {
  std::vector<watched_cluster> clusters;
  std::string interval = "200ms";  ///< of errors and builds
  std::string versions_interval = "300ms";
  std::string timeout = "20s";
  std::string max_body = "64MiB";
  std::string window_memory = "32MiB";
  std::string log_level = "info";
  std::size_t keep = 100;  ///< rows of newest_errors
  std::string retention;   ///< lines of that section
  std::string listen;      ///< of [status]; empty: nowhere

  /// The file, with the database and the API key beside it.
  std::string toml() const;
};

}  // namespace e2e
