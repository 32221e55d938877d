#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace e2e {

/// How late the records of each algorithm turned up. One that is later than a minute, and than all
/// that were served before it came, may be lost without a gap: nobody knew to look for it.
class late_records {
 public:
  explicit late_records(const boost::json::value& truth);

  /// Whether `error`, of the truth, is one of those on the route of the algorithm with that UUID.
  bool is_unheard_of(const std::string& uuid, const boost::json::value& error) const;
  /// Whether the first answer after `error` had left the window at `left_at` showed one of those:
  /// it looked as if the window reached back farther than it did.
  bool was_hidden_by_one(const std::string& uuid, std::int64_t left_at) const;

 private:
  struct sighting {
    std::int64_t at;
    std::int64_t arrived_at;
    std::int64_t late_by;
  };
  bool is_unheard_of(const std::vector<sighting>& served, std::int64_t arrived_at,
                     std::int64_t late_by) const;

  std::map<std::string, std::vector<sighting>> served_;  ///< by UUID
};

}  // namespace e2e
