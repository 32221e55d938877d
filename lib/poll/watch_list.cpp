#include "poll/watch_list.hpp"

#include <algorithm>
#include <map>

namespace algolog {

watch_list::watch_list(const boost::asio::any_io_executor& executor, const config& settings,
                       writer& store)
    : executor_(executor), store_(store), windows_(settings.poll.window_memory) {
  configure(settings);
}

void watch_list::configure(const config& settings) {
  std::vector<std::unique_ptr<transport>> connected;  // before anything changes: it may throw
  for (const auto& cluster : settings.clusters) {
    connected.push_back(client::connect(executor_, cluster, settings.poll));
  }
  const auto old = watches_.size();
  windows_.limit(settings.poll.window_memory);
  for (const auto& one : watches_) one->wanted = false;
  wanted_clusters_.clear();
  for (std::size_t i = 0; i < settings.clusters.size(); ++i) {
    const auto& wanted = settings.clusters[i];
    auto* home = find(wanted.name);
    if (home == nullptr) {
      clusters_.emplace_back(
          new cluster{{executor_, wanted, settings.poll, std::move(connected[i])}, {}});
      home = clusters_.back().get();
    } else {
      home->api.configure(wanted, settings.poll, std::move(connected[i]));
    }
    wanted_clusters_.push_back(home);
    add(*home, wanted);
  }
  std::stable_partition(watches_.begin() + static_cast<std::ptrdiff_t>(old), watches_.end(),
                        [](const auto& one) { return one->settings.ref.has_name(); });
  for (auto i = old; i < watches_.size(); ++i) {
    places_[watches_[i].get()] = i;
    file(*watches_[i]);
  }
}

cluster* watch_list::find(const std::string& name) const {
  const auto found =
      std::ranges::find_if(clusters_, [&](const auto& one) { return one->api.name() == name; });
  return found == clusters_.end() ? nullptr : found->get();
}

void watch_list::add(cluster& home, const cluster_config& settings) {
  std::map<std::string, watch*> known;
  for (const auto& one : watches_) {
    if (&one->home == &home) known.emplace(one->settings.ref.display(), one.get());
  }
  for (const auto& algorithm : settings.algorithms) {
    const auto found = known.find(algorithm.ref.display());
    if (found != known.end()) {
      found->second->configure(settings, algorithm);
    } else {
      watches_.push_back(std::make_unique<watch>(home, store_, windows_, settings, algorithm));
    }
  }
}

namespace {

bool same_name(const algorithm_ref& a, const algorithm_ref& b) {
  return a.has_name() && a.owner == b.owner && a.name == b.name;
}

bool same_uuid(const algorithm_ref& a, const algorithm_ref& b) {
  return !a.uuid.empty() && a.uuid == b.uuid;
}

/// A name may have passed on, a UUID never does.
bool one_algorithm(const algorithm_ref& a, const algorithm_ref& b) {
  if (!a.uuid.empty() && !b.uuid.empty()) return a.uuid == b.uuid;
  return same_name(a, b);
}

/// Whether `row` is what the configuration means by `asked`.
bool is_meant(const algorithm_ref& asked, const algorithm_ref& row) {
  return asked.has_name() ? same_name(asked, row) : same_uuid(asked, row);
}

/// Its row, or its name, is another's by now. What goes by the name must not be asked for until it
/// is known again; polls under way end under the row they began with.
void outdate(watch& who) {
  const bool by_name = who.settings.ref.has_name();
  if (by_name && !who.outdated) who.alias_of = who.known.ref.uuid;
  who.known.ref = who.settings.ref;
  who.outdated = true;
}

}  // namespace

watch_list::filed watch_list::state_of(const watch& who) {
  return {who.known.algorithm_id, who.known.ref, who.astray, who.outdated};
}

void watch_list::file(watch& who) {
  filed_[&who] = state_of(who);
  for (const auto& ref : {who.settings.ref, who.known.ref}) {
    if (!ref.uuid.empty()) by_name_[{&who.cluster, ref.uuid}].insert(&who);
    if (ref.has_name()) by_name_[{&who.cluster, ref.display()}].insert(&who);
  }
}

/// The others that share a name or UUID with it, or did.
std::set<watch*> watch_list::kin_of(const watch& who, const algorithm_ref& known) const {
  std::set<watch*> kin;
  for (const auto& ref : {who.settings.ref, known}) {
    for (const auto& key : {ref.uuid, ref.has_name() ? ref.display() : std::string()}) {
      const auto those = by_name_.find({&who.cluster, key});
      if (those != by_name_.end()) kin.insert(those->second.begin(), those->second.end());
    }
  }
  std::erase_if(kin, [&who](const watch* one) { return one == &who; });
  return kin;
}

const watch* watch_list::twin_of(const watch& candidate) const {
  const auto rank = [this](const watch& one) { return std::pair(one.astray, places_.at(&one)); };
  const watch* first = &candidate;
  for (const auto* one : kin_of(candidate, candidate.known.ref)) {
    const bool twin = one->wanted && one_algorithm(one->known.ref, candidate.known.ref);
    if (twin && rank(*one) < rank(*first)) first = one;
  }
  return first == &candidate ? nullptr : first;
}

std::vector<watch*> watch_list::learned(watch& who) {
  const auto before = filed_.at(&who);
  if (before == state_of(who)) return {};
  file(who);
  auto touched = kin_of(who, who.known.ref);
  touched.merge(kin_of(who, before.ref));
  for (auto* one : touched) {
    const auto& row = who.known;
    if (is_meant(one->settings.ref, row.ref)) {
      one->become(row);
    } else if (one->known.ref != row.ref && !one->outdated &&
               (same_uuid(one->known.ref, row.ref) || same_name(one->known.ref, row.ref))) {
      outdate(*one);
    }
    file(*one);
  }
  touched.insert(&who);
  return {touched.begin(), touched.end()};
}

std::vector<collection> collections_of(const watch& who) {
  std::vector<collection> out{collection::algorithm};
  if (who.collects.errors) out.push_back(collection::errors);
  if (who.collects.builds) out.push_back(collection::builds);
  if (who.collects.versions) out.push_back(collection::versions);
  // Last: builds tell which logs there are, and versions are their second source.
  if (who.collects.builds) out.push_back(collection::logs);
  return out;
}

}  // namespace algolog
