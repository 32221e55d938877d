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

 private:
  struct sighting {
    std::int64_t at;
    std::int64_t late_by;
  };
  std::map<std::string, std::vector<sighting>> served_;  ///< by UUID
};

}  // namespace e2e
