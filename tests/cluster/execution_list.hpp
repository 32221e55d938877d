#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace simcluster {

/// One error record, kept for ever, whatever the window shows. Times are the cluster's clock, but
/// for `at`.
struct error_entry {
  std::int64_t at = 0;             ///< created_at, by the clock of its worker
  std::int64_t arrived_at = 0;     ///< when the cluster had it
  std::int64_t expires_at = 0;     ///< from when on it is too old to be shown
  std::string request_id;          ///< "" makes an execution of its own
  std::string json;                ///< the record as served
  std::vector<std::size_t> lists;  ///< the algorithms whose answers hold it
  std::size_t served = 0;          ///< whole answers it was part of
  std::optional<std::int64_t> first_served_at;
  std::optional<std::int64_t> last_served_at;
};

/// The failed executions of one route, and which of them it shows: so many of the newest, whole,
/// until they are too old. What had to go comes back only if it gains a record.
class execution_list {
 public:
  /// Shows at most `most` executions: the newest by `created_at`, or by arrival.
  execution_list(std::size_t most, bool by_arrival) : most_(most), by_arrival_(by_arrival) {}

  /// Error number `index` arrives.
  void add(std::size_t index, const error_entry& entry);
  /// Shows nothing any more.
  void close(std::int64_t now);

  /// The numbers of what has a place in the window, in no order; some may be too old by now.
  std::vector<std::size_t> inside() const;
  /// When the error had to go by `now`, for lack of room or for its age; nothing: it is shown.
  std::optional<std::int64_t> left_at(std::size_t index, const error_entry& entry,
                                      std::int64_t now) const;

 private:
  struct execution {
    std::int64_t newest = 0;
    std::int64_t expires_at = 0;
    std::size_t order = 0;  ///< among those equally new
    std::vector<std::size_t> records;
    std::optional<std::int64_t> left_at;
  };
  using place = std::pair<std::pair<std::int64_t, std::size_t>, std::size_t>;

  static std::string key_of(std::size_t index, const error_entry& entry);
  static place place_of(const execution& e, std::size_t number) {
    return {{e.newest, e.order}, number};
  }
  void make_room(std::int64_t now);

  std::size_t most_;
  bool by_arrival_;
  std::vector<execution> executions_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::set<place> inside_;  ///< oldest first
};

}  // namespace simcluster
