#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "poll/watch_list.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"

namespace algolog::test {
using namespace std::chrono_literals;

/// The watches of one cluster; nothing is asked of it.
struct watches_of {
  static constexpr std::chrono::milliseconds errors_interval = 60s;
  static constexpr std::chrono::milliseconds builds_interval = 10min;

  explicit watches_of(const std::vector<std::string>& algorithms) { configure(algorithms); }

  /// Without algorithms there is no cluster, either.
  void configure(const std::vector<std::string>& algorithms) {
    config settings;
    cluster_config cluster;
    cluster.name = "prod";
    cluster.url = {false, "127.0.0.1", 9, ""};
    for (const auto& one : algorithms) {
      cluster.algorithms.push_back(
          {*parse_algorithm_ref(one), errors_interval, 5s, builds_interval, builds_interval});
    }
    if (!algorithms.empty()) settings.clusters.push_back(cluster);
    if (list) {
      list->configure(settings);
    } else {
      list.emplace(io.get_executor(), settings, store);
    }
  }
  watch& of(const std::string& algorithm) {
    for (const auto& one : list->all()) {
      if (one->settings.ref == *parse_algorithm_ref(algorithm)) return *one;
    }
    throw std::runtime_error("no watch of " + algorithm);
  }
  /// A poll of `algorithm` told that its row is this one.
  void become(const std::string& algorithm, std::int64_t id, const std::string& name,
              const std::string& uuid) {
    watched_algorithm row;
    row.algorithm_id = id;
    if (!name.empty()) row.ref = *parse_algorithm_ref(name);
    row.ref.uuid = uuid;
    of(algorithm).become(row);
  }

  scratch_folder folder;
  boost::asio::io_context io;
  writer store{std::make_unique<database>(store_config{folder / "a.db", sync_mode::normal}),
               store_options{}};
  std::optional<watch_list> list;
};

}  // namespace algolog::test
