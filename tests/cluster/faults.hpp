#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dice.hpp"
#include "exchange.hpp"
#include "scenario.hpp"

namespace simcluster {

struct fault_kind {
  const char* name;
  const char* meaning;
};
/// Every kind there is, for --help.
std::vector<fault_kind> fault_kinds();
bool known_fault(std::string_view kind);

/// One broken element for an array of `route` ("errors", "builds" or "versions"), or "" when `kind`
/// is not one of the record_… kinds.
std::string broken_record(std::string_view kind, std::string_view route);

/// What an errors answer, or a page, holds in place of what it should.
enum class window_fault {
  none,
  empty,  ///< nothing
  old,    ///< an answer of before once more
  part,   ///< about half of it is left out
  alone,  ///< nothing but the broken record
};
window_fault window_fault_of(std::string_view kind);

/// Decides which requests go wrong, and how.
class fault_plan {
 public:
  fault_plan(std::vector<fault> faults, std::uint64_t seed);

  void add(fault f) { faults_.push_back(std::move(f)); }
  void clear() { faults_.clear(); }
  const std::vector<fault>& faults() const { return faults_; }
  const std::map<std::string, std::size_t>& injected() const { return injected_; }
  void forget_counts() { injected_.clear(); }

  /// The fault this request gets, if any: the first that applies and is thrown.
  const fault* throw_for(std::string_view route, std::string_view algorithm);

 private:
  std::vector<fault> faults_;
  dice dice_;
  std::map<std::string, std::size_t> injected_;
};

/// Whether `f` answers in place of the route; false for what happens to the route's own answer.
bool replaces_answer(const fault& f);
/// What `f` answers in place of the route; `foreign` is the base of the other origin.
answer replacement(const fault& f, const std::string& foreign, std::string_view target,
                   std::int64_t now_ms);
/// Sets how the route's own answer goes out.
void disturb(const fault& f, answer& a);
/// Whether a client gets the whole of an answer disturbed by `f`.
bool arrives(const fault& f);

}  // namespace simcluster
