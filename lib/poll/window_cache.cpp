#include "poll/window_cache.hpp"

#include <iterator>
#include <utility>

namespace algolog {

void window_cache::limit(std::size_t most_bytes) {
  most_ = most_bytes;
  shrink();
}

std::shared_ptr<const known_window> window_cache::of(const watch& who) const {
  const auto place = places_.find(&who);
  return place == places_.end() ? nullptr : place->second->shown;
}

void window_cache::keep(const watch& who, known_window shown) {
  forget(who);
  if (shown.empty()) return;
  shown.shrink_to_fit();
  entries_.push_front({&who, std::make_shared<const known_window>(std::move(shown))});
  places_[&who] = entries_.begin();
  bytes_ += bytes_of(entries_.front());
  shrink();
}

void window_cache::forget(const watch& who) {
  const auto place = places_.find(&who);
  if (place != places_.end()) drop(place->second);
}

void window_cache::clear() {
  while (!entries_.empty()) drop(entries_.begin());
}

/// With what lists, maps and the allocator add.
std::size_t window_cache::bytes_of(const entry& one) noexcept {
  constexpr std::size_t around = 200;
  return one.shown->size() * sizeof(known_record) + around;
}

void window_cache::drop(std::list<entry>::iterator one) {
  bytes_ -= bytes_of(*one);
  places_.erase(one->who);
  entries_.erase(one);
}

void window_cache::shrink() {
  while (bytes_ > most_) drop(std::prev(entries_.end()));
}

}  // namespace algolog
