#include "poll/watch_list.hpp"

#include <algorithm>

namespace algolog {

watch_list::watch_list(const boost::asio::any_io_executor& executor, const config& settings,
                       writer& store) {
  for (const auto& cluster : settings.clusters) {
    clients_.push_back(std::make_unique<client>(executor, cluster, settings.poll));
    for (const auto& algorithm : cluster.algorithms) {
      watches_.push_back(std::make_unique<watch>(*clients_.back(), store, cluster, algorithm));
    }
  }
  std::stable_partition(watches_.begin(), watches_.end(),
                        [](const auto& one) { return one->settings.ref.has_name(); });
}

const watch* watch_list::twin_of(const watch& candidate) const {
  for (const auto& one : watches_) {
    if (one.get() == &candidate) return nullptr;
    if (one->known.algorithm_id != 0 && one->known.algorithm_id == candidate.known.algorithm_id) {
      return one.get();
    }
  }
  return nullptr;
}

std::vector<collection> collections_of(const watch& target) {
  std::vector<collection> out{collection::algorithm};
  if (target.collects.errors) out.push_back(collection::errors);
  if (target.collects.builds) out.push_back(collection::builds);
  if (target.collects.versions) out.push_back(collection::versions);
  // Last: builds tell which logs there are, and versions are their second source.
  if (target.collects.builds) out.push_back(collection::logs);
  return out;
}

}  // namespace algolog
