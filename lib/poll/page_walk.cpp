#include "poll/page_walk.hpp"

namespace algolog {

walk_stage page_walk::on_page(const std::optional<std::string>& next) {
  const bool more = next && seen_.size() < max_pages && seen_.insert(*next).second;
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

}  // namespace algolog
