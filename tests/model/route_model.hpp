#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace model {

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t noon = 1'700'000'000'000;

/// How a cluster chooses what an errors route shows.
struct rules {
  std::size_t cap = 8;          ///< executions
  bool by_arrival = false;      ///< newest by arrival, or by created_at
  bool by_last_record = false;  ///< an execution is as new as its last record, or as its first
  std::int64_t early = 0;       ///< records expire by so much too early; negative: too late
};

/// A record as the cluster has it. Times are true ones, but for `created_at`.
struct record {
  std::size_t id = 0;
  std::size_t execution = 0;
  std::int64_t created_at = 0;  ///< by its worker's clock
  std::int64_t arrived = 0;     ///< when a window may show it first
  bool readable = true;         ///< by algologd
};

/// Everything that ever existed on one errors route, and what the route shows of it at any time:
/// found by looking at all of it each time.
class route_model {
 public:
  explicit route_model(rules chosen) : rules_(chosen) {}

  /// A new execution fails; its number.
  std::size_t fail(std::int64_t created_at, std::int64_t arrived, bool readable = true);
  /// An execution leaves another record.
  void gain(std::size_t execution, std::int64_t created_at, std::int64_t arrived);
  /// The algorithm is deleted, and made again with nothing to show.
  void recreate() { since_ = records_.size(); }

  std::vector<record> window(std::int64_t now) const;
  const std::vector<record>& all() const { return records_; }
  std::size_t executions() const { return first_.size(); }
  /// created_at of the first record of an execution.
  std::int64_t began(std::size_t execution) const { return records_[first_[execution]].created_at; }
  std::size_t first(std::size_t execution) const { return first_[execution]; }
  /// When it could be shown first.
  std::int64_t arrived(std::size_t execution) const { return records_[first_[execution]].arrived; }

 private:
  rules rules_;
  std::vector<record> records_;
  std::vector<std::size_t> first_;  ///< record of each execution
  std::size_t since_ = 0;           ///< records before were deleted with their algorithm
};

}  // namespace model
