#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "poll/cluster.hpp"
#include "poll/watch.hpp"
#include "poll/window_cache.hpp"

namespace algolog {

/// Everything the configuration names: its clusters, and a watch per algorithm. What a later
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
  const std::vector<cluster*>& clusters() const noexcept { return wanted_clusters_; }

  /// The other watch that is polled in place of `candidate`: configured by name and again by UUID,
  /// they are one algorithm, which is polled once. Nobody when `candidate` is the one to be polled:
  /// the earlier of them, but for one whose look-up finds nothing.
  const watch* twin_of(const watch& candidate) const;

  /// `who.known` may have changed. What that says of other watches is applied to them: the same
  /// algorithm has the same row, and one that lost its name, or whose name lost it, is `outdated`.
  /// Returns all that may have to be polled otherwise than before; none when nothing changed.
  std::vector<watch*> learned(watch& who);

 private:
  cluster* find(const std::string& name) const;
  void add(cluster& home, const cluster_config& settings);
  void file(watch& who);
  std::set<watch*> kin_of(const watch& who, const algorithm_ref& known) const;

  struct filed {
    std::int64_t algorithm_id = 0;
    algorithm_ref ref;
    bool astray = false;
    bool outdated = false;
    friend bool operator==(const filed&, const filed&) = default;
  };
  static filed state_of(const watch& who);

  boost::asio::any_io_executor executor_;
  writer& store_;
  window_cache windows_;
  std::vector<std::unique_ptr<cluster>> clusters_;
  std::vector<cluster*> wanted_clusters_;
  std::vector<std::unique_ptr<watch>> watches_;  // those configured by name come first
  std::map<const watch*, std::size_t> places_;   // in watches_
  std::map<const watch*, filed> filed_;          // what was last learned of each
  // By every name and UUID that a watch was ever known under; there may be thousands of watches.
  std::map<std::pair<const client*, std::string>, std::set<watch*>> by_name_;
};

/// What is collected of `who`, its look-up first.
std::vector<collection> collections_of(const watch& who);

}  // namespace algolog
