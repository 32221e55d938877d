#pragma once

#include <cstdint>
#include <optional>

#include "store/collection.hpp"
#include "store/walk.hpp"

namespace algolog {

class statement_cache;

/// The marks `builds_walked_at` and `versions_walked_at`: since when nothing unknown can lie behind
/// a page that is known. A walk that stored something new takes the mark away until it has ended;
/// as two walks of one algorithm may be under way (it has two names), each notes for itself that it
/// has not ended, and none writes the mark while another one's note is there. A note that is never
/// taken back, for the walk broke off, goes with a complete walk that began after it. Notes are
/// kept in a temporary table: they roll back with the pages, and a restart finds the mark gone.
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
  /// The walk is over, and something may lie behind it all the same.
  void doubt(const position& at);

  std::optional<std::int64_t> get(std::int64_t algorithm_id, collection what);

  /// No walk under way may bring the marks back: what they say is not known any more.
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
