#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "error.hpp"
#include "store/collection.hpp"
#include "store/walk.hpp"

namespace algolog {

/// Decides how to go through the pages of a collection; does no I/O. A complete walk goes to the
/// last page; any other may stop at the first page that brings nothing new. A marker the cluster
/// repeats ends the walk, a marker it refuses (code 5002) starts it over once, a limit it refuses
/// (code 5003) is halved. What was refused or is missing leaves a doubt: the end the pages had may
/// not be the end. One thread, as walks are numbered.
class page_walk {
 public:
  /// `limit`: records per page to ask for at first.
  page_walk(bool complete, std::size_t limit) : complete_(complete), limit_(limit) {}

  bool done() const noexcept { return done_; }
  bool may_end_early() const noexcept { return !complete_; }
  /// Whether it has seen the last page. It is to be concluded then, by asking what lies behind
  /// that; but for a short one that brought nothing `added`, which has nothing to claim.
  bool to_conclude(bool added) const noexcept { return done_ && !early_ && (complete_ || added); }
  void conclude() noexcept { whole_ = true; }
  /// Whether it was concluded.
  bool whole() const noexcept { return whole_; }
  std::size_t limit() const noexcept { return limit_; }
  const std::optional<std::string>& marker() const noexcept { return marker_; }

  /// A page came with this marker for the next one: where the walk stands with it.
  walk_stage on_page(const std::optional<std::string>& next);
  /// The page brought nothing new, and the walk may stop there.
  void end_early() noexcept { done_ = early_ = true; }
  /// Whether to ask again after this failure; otherwise the walk has failed.
  bool retry_after(errc failure);

  /// A page showed the record with this key.
  void show(const std::string& key) {
    shown_.push_back(key);
    key_bytes_ += key.size();
  }
  /// All keys, sorted; not kept.
  std::vector<std::string> take_shown();
  /// A page had so many records that were not understood.
  void refuse(std::size_t records) noexcept { refused_ += records; }
  /// The record with this key is stored and on the cluster, and no page showed it.
  void miss(const std::string& key) { missed_ = key; }
  /// Why its end may not be the end; empty when nothing speaks for it.
  std::string doubt() const;

  /// For the store; `earlier`: the doubt that an earlier walk left.
  walk_facts facts(const std::string& earlier) const;

 private:
  static constexpr std::size_t max_pages = 10'000;
  static constexpr std::size_t max_key_bytes = 32U << 20;

  static std::int64_t newest_;
  std::int64_t number_ = ++newest_;
  bool complete_;
  std::size_t limit_;
  bool done_ = false;
  bool early_ = false;
  bool whole_ = false;
  bool restarted_ = false;
  std::optional<std::string> marker_;
  std::unordered_set<std::size_t> seen_;  ///< hashes of markers, which may be long
  std::vector<std::string> shown_;
  std::size_t key_bytes_ = 0;
  bool endless_ = false;
  std::size_t refused_ = 0;
  std::string missed_;
};

}  // namespace algolog
