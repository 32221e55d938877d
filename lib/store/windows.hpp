#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/window.hpp"

namespace algolog {

struct poll_facts;
struct tables;

/// What the errors routes showed last, in the tables `windows` and `window_limits`, and the `gaps`
/// that follow from it. For one answer of one route, within the transaction of its poll and before
/// the ledger knows of it. Belongs to the store thread.
class windows {
 public:
  windows(tables& in, const poll_facts& poll, const std::string& cluster);

  /// What is remembered of the poll before; nothing: this is the first that succeeds.
  const std::optional<window_memory>& before() const noexcept { return before_; }
  /// Executions the cluster shows, as known so far.
  std::size_t limit() const noexcept { return limit_; }

  /// Compares the answer with the one before and remembers it; the gaps between them.
  std::vector<gap> observe(window_sighting now);
  /// The same for an answer that is, byte for byte, the one before.
  std::vector<gap> observe_unchanged();

 private:
  void read_memory();
  void read_limit();
  void write(const window_memory& memory);
  void write_limit(std::size_t executions);
  void write(const gap& found);

  tables& in_;
  const poll_facts& poll_;
  const std::string& cluster_;
  std::size_t limit_ = documented_executions;
  std::optional<window_memory> before_;
};

/// "window_overflow" or "outage", as the column `reason` has it.
std::string_view name_of(gap_reason reason) noexcept;

}  // namespace algolog
