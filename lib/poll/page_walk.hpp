#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "error.hpp"
#include "store/store.hpp"

namespace algolog {

/// Decides how to go through the pages of a collection; does no I/O. A complete walk goes to the
/// last page; any other may stop at the first page that brings nothing new. A marker the cluster
/// repeats ends the walk, a marker it refuses (code 5002) starts it over once, a limit it refuses
/// (code 5003) is halved.
class page_walk {
 public:
  /// `limit`: records per page to ask for at first.
  page_walk(bool complete, std::size_t limit) : complete_(complete), limit_(limit) {}

  bool done() const noexcept { return done_; }
  bool may_end_early() const noexcept { return !complete_; }
  std::size_t limit() const noexcept { return limit_; }
  const std::optional<std::string>& marker() const noexcept { return marker_; }

  /// A page came with this marker for the next one: where the walk stands with it.
  walk_stage on_page(const std::optional<std::string>& next);
  /// The page brought nothing new, and the walk may stop there.
  void end_early() noexcept { done_ = true; }
  /// Whether to ask again after this failure; otherwise the walk has failed.
  bool retry_after(errc failure);

 private:
  static constexpr std::size_t max_pages = 100'000;

  bool complete_;
  std::size_t limit_;
  bool done_ = false;
  bool restarted_ = false;
  std::optional<std::string> marker_;
  std::set<std::string> seen_;
};

}  // namespace algolog
