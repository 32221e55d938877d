// What an ordeal does to names, configurations and builds.

#include <algorithm>
#include <csignal>

#include "catch.hpp"
#include "ordeal.hpp"
#include "records.hpp"
#include "stored.hpp"

namespace e2e {
using strings = std::vector<std::string>;

namespace {

/// `what` of each algorithm that is there.
strings of_those_there(simcluster::server& cluster, const char* what) {
  strings all;
  const auto algorithms = cluster.get("/_truth/algorithms");
  for (const auto& a : algorithms.as_array()) {
    if (a.at("deleted_at").is_null()) all.push_back(text_of(a.at(what)));
  }
  return all;
}

configuration calm(const simcluster::server& cluster, const strings& algorithms,
                   const std::string& interval) {
  auto wanted = watching(cluster, algorithms);
  wanted.interval = interval;
  wanted.versions_interval = interval;
  wanted.timeout = "2s";
  wanted.keep = 1'000'000;  // so that a hook on newest_errors may be away for any time
  wanted.retention = "errors = \"400d\"\nbuild_logs = \"400d\"";
  return wanted;
}

}  // namespace

strings ordeal::names() { return of_those_there(cluster_, "algorithm"); }
strings ordeal::uuids() { return of_those_there(cluster_, "uuid"); }

/// A configuration in which each algorithm stands by its name, its UUID or both; where not `all` is
/// wanted, some are left out.
configuration ordeal::settings(const std::string& interval, bool all) {
  strings listed;
  const auto by_name = names();
  const auto by_uuid = uuids();
  for (std::size_t i = 0; i < by_name.size(); ++i) {
    const bool left_out = !all && i > 0 && one_in(3);
    if (left_out) continue;
    const bool drawn = of_.names_change;
    // A look-up that does not tell the owner leaves a UUID alone without builds.
    const bool alone = drawn && !scenario_.uuid_without_owner && one_in(3);
    if (!alone) listed.push_back(by_name[i]);
    if (alone || (drawn ? one_in(2) : i == 0)) listed.push_back(by_uuid[i]);
  }
  std::shuffle(listed.begin(), listed.end(), dice_);
  auto wanted = calm(cluster_, listed, interval);
  // All that routes showed is kept, or nothing, or what fits: then they push each other out.
  const std::array memories{"32MiB", "0B", "1500B"};
  wanted.window_memory = memories.at(static_cast<std::size_t>(up_to(2)));
  return wanted;
}

void ordeal::reload_storm() {
  for (int i = up_to(4); i >= 0; --i) {
    box_->configure(settings("100ms", one_in(2)));
    daemon_->send(SIGHUP);
    fail_some();
  }
}

void ordeal::change_names() {
  const auto all = names();
  const auto post = [this](const boost::json::object& what) {
    cluster_.post("/_control/algorithm", what);
  };
  switch (up_to(2)) {
    case 0: post({{"swap", boost::json::array{all[0], all[1]}}}); break;
    case 1:
      post({{"rename", boost::json::array{all[1], "acme/new_" + std::to_string(++renamed_)}}});
      break;
    case 2:
      post({{"delete", all[0]}});
      post({{"create", all[0]}});
      first_polls_[uuids().back()].not_before = cluster_now();
      break;
  }
}

void ordeal::hold_a_build() {
  const auto all = names();
  const auto which = static_cast<std::size_t>(up_to(static_cast<int>(all.size()) - 1));
  const auto id = "held-" + std::to_string(++builds_made_);
  cluster_.post("/_control/build", {{"algorithm", all[which]}, {"build_id", id}});
  held_builds_[id] = uuids()[which];
}

void ordeal::end_held_builds() {
  const auto by_name = names();
  const auto by_uuid = uuids();
  for (const auto& [id, uuid] : held_builds_) {
    const auto found = std::find(by_uuid.begin(), by_uuid.end(), uuid);
    if (found == by_uuid.end()) continue;  // gone with its algorithm
    const auto& name = by_name[static_cast<std::size_t>(found - by_uuid.begin())];
    cluster_.post("/_control/build",
                  {{"algorithm", name}, {"build_id", id}, {"status", "failed"}, {"log", id}});
  }
  held_builds_.clear();
}

/// What a reader of the database knows by now.
void ordeal::note_what_is_seen() {
  const stored db(box_->database());
  for (const auto& build : db.rows("SELECT build_id FROM builds WHERE status = 'in-progress'"))
    seen_running_.push_back(build);
  for (auto& [uuid, first] : first_polls_) {
    if (first.done_by) continue;
    const auto polled = db.number(
        "SELECT count(*) FROM polls JOIN algorithms USING (algorithm_id)"
        " WHERE collection = 'errors' AND outcome = 'ok' AND uuid = '" +
        uuid + "'");
    if (polled > 0) first.done_by = cluster_now();
  }
}

/// Of the algorithms that are there, what was not polled with success since `at`: under its UUID,
/// or under its name, whose look-up may not have told yet that it is another's.
strings ordeal::unpolled_since(std::int64_t at) {
  const stored db(box_->database());
  const auto by_uuid = uuids();
  const auto by_name = names();
  strings missing;
  for (std::size_t i = 0; i < by_uuid.size(); ++i) {
    for (const std::string what : {"errors", "builds", "versions"}) {
      const auto polled = db.number(
          "SELECT count(*) FROM polls JOIN algorithms USING (algorithm_id) WHERE outcome = 'ok'"
          " AND collection = '" +
          what + "' AND (uuid = '" + by_uuid[i] + "' OR owner || '/' || name = '" + by_name[i] +
          "') AND last_at >= " + std::to_string(at));
      if (polled == 0) missing.push_back(what + " of " + by_uuid[i]);
    }
  }
  return missing;
}

}  // namespace e2e
