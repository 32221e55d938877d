#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/records.hpp"
#include "api/window.hpp"

namespace algolog {

struct poll_facts;
struct tables;

/// What the errors routes showed last, in the table `windows`, and the `gaps` that follow from it.
/// For one answer of one route, within the transaction of its poll. Belongs to the store thread.
class windows {
 public:
  windows(tables& in, const poll_facts& poll, const std::string& cluster);

  /// Executions the cluster shows, as known so far.
  std::size_t limit() const noexcept { return limit_; }

  /// Compares the answer with the one before and remembers it; the gaps between them.
  std::vector<gap> observe(window_view view, const std::vector<refused_record>& refused);
  /// The same for an answer that is, byte for byte, the one before.
  std::vector<gap> observe_unchanged();
  /// No record of the answer could be read: it tells nothing, but what it held may be lost.
  void observe_unreadable(const std::vector<refused_record>& refused);

 private:
  window_sighting sighting(window_view view) const;
  std::vector<gap> judge_and_write(const window_sighting& now);
  /// Whether the route shows other refused records than at the poll before.
  bool take_refused(const std::vector<refused_record>& refused);
  void read_memory();
  /// Whether nothing but the time of the last poll has changed.
  bool only_asked_again(const window_memory& memory) const;
  void write(const window_memory& memory);
  void write_times(const window_memory& memory);
  void write(const gap& found);

  tables& in_;
  const poll_facts& poll_;
  const std::string& cluster_;
  std::size_t limit_ = documented_executions;
  std::optional<window_memory> before_;  ///< nothing: no poll has succeeded yet
  std::optional<std::string> refused_;   ///< digest of the records refused, if any
  bool refused_others_ = false;          ///< than at the poll before
};

/// "window_overflow" or "outage", as the column `reason` has it.
std::string_view name_of(gap_reason reason) noexcept;

}  // namespace algolog
