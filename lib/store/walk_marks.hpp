#pragma once

#include <cstdint>
#include <optional>

#include "store/collection.hpp"
#include "store/walk.hpp"

namespace algolog {

class statement_cache;

/// The marks `builds_walked_at` and `versions_walked_at`, the time of the last complete walk. While
/// there is a mark, nothing unknown lies behind a page that is known. A walk that stores something
/// new deletes the mark and leaves a note until it has ended. Two walks of one algorithm may be
/// under way (it has two names): none sets the mark while the other's note is there. The note of a
/// walk that broke off is deleted by a complete walk that began later. Notes are in a temporary
/// table, so they roll back with the pages; after a restart there is no mark.
class walk_marks {
 public:
  explicit walk_marks(statement_cache& cache);

  struct position {
    std::int64_t algorithm_id;
    collection what;  ///< builds or versions
    walk_facts walk;
  };

  /// A page brought something new, and the walk goes on.
  void begin(const position& at);
  /// The walk stopped at what is known.
  void end(const position& at, const std::optional<std::int64_t>& last_full_walk);
  /// The walk has seen the last page.
  void complete(const position& at, std::int64_t now);
  /// The walk is over, but unknown records may lie behind its end.
  void doubt(const position& at);

  std::optional<std::int64_t> get(std::int64_t algorithm_id, collection what);

  /// Walks under way may no longer set the marks, because their pages may be of another algorithm.
  void orphan(std::int64_t algorithm_id);
  /// The notes of one algorithm are another's.
  void merge(std::int64_t from, std::int64_t into);

 private:
  bool take_note(const position& at);
  bool noted(const position& at);
  void set(const position& at, const std::optional<std::int64_t>& walked_at);

  statement_cache& cache_;
};

}  // namespace algolog
