#include "poll/page_walk.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace algolog {

std::int64_t page_walk::newest_ = 0;

walk_stage page_walk::on_page(const std::optional<std::string>& next) {
  const bool wanted = next && seen_.insert(std::hash<std::string>()(*next)).second;
  endless_ = wanted && (seen_.size() > max_pages || key_bytes_ > max_key_bytes);
  const bool more = wanted && !endless_;
  marker_ = next;
  done_ = !more;
  return more ? walk_stage::more : walk_stage::completed;
}

bool page_walk::retry_after(errc failure) {
  if (failure == errc::limit_refused && limit_ > 1) {
    limit_ /= 2;
    return true;
  }
  if (failure == errc::invalid_marker && marker_ && !restarted_) {
    restarted_ = true;
    marker_.reset();
    seen_.clear();
    return true;
  }
  return false;
}

std::vector<std::string> page_walk::take_shown() {
  std::sort(shown_.begin(), shown_.end());
  return std::exchange(shown_, {});
}

std::string page_walk::doubt() const {
  if (refused_ > 0) {
    return std::to_string(refused_) + (refused_ == 1 ? " record" : " records") +
           " not understood: more may lie behind";
  }
  if (endless_) {
    return "the pages do not end: more than " + std::to_string(max_pages) + " of them, or " +
           std::to_string(max_key_bytes >> 20) + " MiB of ids";
  }
  if (!missed_.empty()) return "the pages end before " + missed_ + ", which the cluster has";
  return {};
}

walk_facts page_walk::facts(const std::string& earlier) const {
  auto why = doubt();
  // Only a whole walk takes an earlier doubt away.
  if (why.empty() && !whole_) why = earlier;
  return {number_, newest_, std::move(why)};
}

}  // namespace algolog
