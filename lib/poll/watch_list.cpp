#include "poll/watch_list.hpp"

#include <algorithm>
#include <map>

namespace algolog {

watch_list::watch_list(const boost::asio::any_io_executor& executor, const config& settings,
                       writer& store)
    : executor_(executor), store_(store) {
  configure(settings);
}

void watch_list::configure(const config& settings) {
  std::vector<std::unique_ptr<transport>> connected;  // before anything changes: it may throw
  for (const auto& cluster : settings.clusters) {
    connected.push_back(client::connect(executor_, cluster, settings.poll));
  }
  const auto old = watches_.size();
  for (const auto& one : watches_) one->wanted = false;
  wanted_clients_.clear();
  for (std::size_t i = 0; i < settings.clusters.size(); ++i) {
    const auto& cluster = settings.clusters[i];
    auto* asked = find_client(cluster.name);
    if (asked == nullptr) {
      clients_.push_back(
          std::make_unique<client>(executor_, cluster, settings.poll, std::move(connected[i])));
      asked = clients_.back().get();
    } else {
      asked->configure(cluster, settings.poll, std::move(connected[i]));
    }
    wanted_clients_.push_back(asked);
    add(*asked, cluster);
  }
  std::stable_partition(watches_.begin() + static_cast<std::ptrdiff_t>(old), watches_.end(),
                        [](const auto& one) { return one->settings.ref.has_name(); });
}

client* watch_list::find_client(const std::string& name) const {
  const auto found = std::find_if(clients_.begin(), clients_.end(),
                                  [&](const auto& one) { return one->name() == name; });
  return found == clients_.end() ? nullptr : found->get();
}

void watch_list::add(client& asked, const cluster_config& cluster) {
  std::map<std::string, watch*> known;
  for (const auto& one : watches_) {
    if (&one->cluster == &asked) known.emplace(one->settings.ref.display(), one.get());
  }
  for (const auto& algorithm : cluster.algorithms) {
    const auto found = known.find(algorithm.ref.display());
    if (found != known.end()) {
      found->second->configure(cluster, algorithm);
    } else {
      watches_.push_back(std::make_unique<watch>(asked, store_, cluster, algorithm));
    }
  }
}

const watch* watch_list::twin_of(const watch& candidate) const {
  for (const auto& one : watches_) {
    if (one.get() == &candidate) return nullptr;
    if (one->wanted && one->known.algorithm_id != 0 &&
        one->known.algorithm_id == candidate.known.algorithm_id) {
      return one.get();
    }
  }
  return nullptr;
}

std::set<const watch*> watch_list::twins() const {
  std::set<const watch*> found;
  std::set<std::int64_t> known;
  for (const auto& one : watches_) {
    const auto id = one->known.algorithm_id;
    if (one->wanted && id != 0 && !known.insert(id).second) found.insert(one.get());
  }
  return found;
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
