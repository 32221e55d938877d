#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <vector>

#include "poll/client.hpp"
#include "poll/watch.hpp"

namespace algolog {

/// Everything the configuration names: a client per cluster, a watch per algorithm.
class watch_list {
 public:
  /// Throws `std::runtime_error` when a `ca_file` cannot be used.
  watch_list(const boost::asio::any_io_executor& executor, const config& settings, writer& store);

  const std::vector<std::unique_ptr<watch>>& all() const noexcept { return watches_; }

  /// The earlier watch that turned out to be the same algorithm as `candidate`, if there is one:
  /// configured by name and again by UUID, it is one algorithm and polled once.
  const watch* twin_of(const watch& candidate) const;

 private:
  std::vector<std::unique_ptr<client>> clients_;
  std::vector<std::unique_ptr<watch>> watches_;  // those configured by name come first
};

/// What is collected of `target`, its look-up first.
std::vector<collection> collections_of(const watch& target);

}  // namespace algolog
