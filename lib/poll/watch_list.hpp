#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "poll/client.hpp"
#include "poll/watch.hpp"

namespace algolog {

/// Everything the configuration names: a client per cluster, a watch per algorithm. What a later
/// configuration does not name any more stays, unwanted, for the polls of it that are under way.
class watch_list {
 public:
  /// Throws `std::runtime_error` when a `ca_file` cannot be used.
  watch_list(const boost::asio::any_io_executor& executor, const config& settings, writer& store);

  /// Goes by another configuration from now on; the watches it adds come last in `all`. Throws as
  /// the constructor does, and then nothing has changed.
  void configure(const config& settings);

  const std::vector<std::unique_ptr<watch>>& all() const noexcept { return watches_; }
  /// The clusters of the configuration, in its order.
  const std::vector<client*>& clusters() const noexcept { return wanted_clients_; }

  /// The earlier watch that turned out to be the same algorithm as `candidate`, if there is one:
  /// configured by name and again by UUID, it is one algorithm and polled once.
  const watch* twin_of(const watch& candidate) const;
  /// All that have one.
  std::set<const watch*> twins() const;

 private:
  client* find_client(const std::string& name) const;
  void add(client& asked, const cluster_config& cluster);

  boost::asio::any_io_executor executor_;
  writer& store_;
  std::vector<std::unique_ptr<client>> clients_;
  std::vector<client*> wanted_clients_;
  std::vector<std::unique_ptr<watch>> watches_;  // those configured by name come first
};

/// What is collected of `target`, its look-up first.
std::vector<collection> collections_of(const watch& target);

}  // namespace algolog
