#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "accounting.hpp"
#include "cluster/server.hpp"
#include "daemon_clock.hpp"
#include "hardships.hpp"
#include "hook.hpp"
#include "sandbox.hpp"

namespace e2e {

/// One daemon on one unruly cluster, killed again and again. Everything is drawn from one number,
/// though what meets what is a matter of time.
class ordeal {
 public:
  ordeal(unsigned seed, hardships of);

  /// Runs the daemon while errors come and all goes wrong, and kills it after some random number of
  /// requests.
  void cycle();
  /// Lets the daemon run undisturbed until nothing is wrong any more, or it is clear that it stays.
  void settle();
  /// Whether each target is polled again within twice its interval.
  void keeps_its_intervals();
  /// The daemon must not run: integrity, builds, transitions, marks, hooks, quarantine.
  void check_the_rest();
  accounting sum() { return account(cluster_, box_->database(), &learned_); }

  std::size_t kinds_of_fault();
  const std::string& name() const { return of_.name; }

 private:
  using milliseconds = std::chrono::milliseconds;

  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(dice_); }
  bool one_in(int n) { return up_to(n - 1) == 0; }

  /// The end of what the daemon said.
  std::string last_words() const;

  void start();
  void stop(int signal, int status);
  void pass(milliseconds time);
  void be_away();

  std::vector<std::string> names();
  std::vector<std::string> uuids();
  configuration settings(const std::string& interval, bool all);
  void reload_storm();
  void change_names();
  void add_field();

  std::int64_t cluster_now();
  std::int64_t requests();
  std::int64_t next_request(std::int64_t seen);
  void fail_some();
  void hold_a_build();
  void end_held_builds();
  void note_what_is_seen();
  void note_what_is_learned() { learned_.note(box_->database(), cluster_now()); }

  std::vector<std::string> unpolled_since(std::int64_t at);
  bool polled_since(std::int64_t at) { return unpolled_since(at).empty(); }
  bool all_is_well();
  void check_quarantine();

  hardships of_;
  std::mt19937 dice_;
  simcluster::scenario scenario_;
  simcluster::server cluster_;
  std::optional<sandbox> box_;
  std::optional<daemon_clock> clock_;
  std::unique_ptr<process> daemon_;
  std::vector<std::unique_ptr<hook>> hooks_;
  std::map<std::string, first_poll> first_polls_;   ///< by UUID
  std::map<std::string, std::string> held_builds_;  ///< build: UUID
  std::vector<std::string> seen_running_;
  learned learned_;
  int builds_made_ = 0;
  int renamed_ = 0;
  std::size_t absences_ = 0;
  bool field_added_ = false;
};

}  // namespace e2e
