#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>

#include "api/window_sieve.hpp"

namespace algolog {

struct watch;

/// The windows that the errors routes showed last, so that an answer costs what is new in it. Their
/// memory is bounded for all routes together: beyond that, those go that have not changed for
/// longest. Without its window a route's next answer only costs more. I/O thread only.
class window_cache {
 public:
  explicit window_cache(std::size_t most_bytes) : most_(most_bytes) {}

  /// From now on: bytes.
  void limit(std::size_t most_bytes);

  /// Null: none is known.
  std::shared_ptr<const known_window> of(const watch& who) const;
  /// Every record of `shown` is stored. An empty one is not kept.
  void keep(const watch& who, known_window shown);
  void forget(const watch& who);
  void clear();

  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct entry {
    const watch* who;
    std::shared_ptr<const known_window> shown;
  };
  static std::size_t bytes_of(const entry& one) noexcept;
  void drop(std::list<entry>::iterator one);
  void shrink();

  std::size_t most_;
  std::size_t bytes_ = 0;
  std::list<entry> entries_;  ///< what changed last comes first
  std::unordered_map<const watch*, std::list<entry>::iterator> places_;
};

}  // namespace algolog
