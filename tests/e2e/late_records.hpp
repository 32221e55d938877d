#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "known_algorithms.hpp"
#include "learned.hpp"

namespace e2e {

/// How late the records of each algorithm turned up. One that is later than a minute, and than all
/// that were served before it came, may be lost without a gap: nobody knew to look for it. The same
/// goes for what is later, or belongs to a longer execution, than the daemon had learned by then,
/// where notes were taken of that: not every late record can be told from one that was hidden.
class late_records {
 public:
  late_records(const boost::json::value& truth, const known_algorithms& known,
               const learned* notes);

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
  bool exceeds_notes(const std::string& uuid, const boost::json::value& error) const;
  /// How long after the first record of its execution it was made.
  std::int64_t lasted(const boost::json::value& error) const;

  const known_algorithms& known_;
  const learned* notes_;
  std::map<std::string, std::vector<sighting>> served_;  ///< by UUID
  std::map<std::string, std::int64_t> began_;            ///< by request id
};

}  // namespace e2e
