#pragma once

#include <cstdint>
#include <string>

namespace algolog {

/// Where a walk through pages stands once a page is stored.
enum class walk_stage {
  more,       ///< further pages follow
  ended,      ///< stopped early: only finished, stored, unchanged records were met (with anything
              ///< new on its page it goes on, as `more`)
  completed,  ///< the last page was seen, and nothing is known to lie behind it
  single,     ///< no page: one record, asked for by its id
};

/// What tells one walk from another. Walks are numbered as they begin, in this process.
struct walk_facts {
  std::int64_t number = 0;
  std::int64_t begun = 0;  ///< number of the newest walk that had begun when the page arrived
  std::string doubt;       ///< why builds or versions may lie behind its end; empty: none do
};

}  // namespace algolog
