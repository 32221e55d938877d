#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The errors routes of many algorithms, made when they are asked for: of an algorithm only the
/// times of its newest failures are kept. The same number is the same record, whenever it is shown.
class windows {
 public:
  /// Each algorithm has failed `shown` times, once a minute until `now_ms`.
  windows(std::size_t algorithms, std::size_t shown, std::int64_t now_ms);

  std::size_t size() const noexcept { return failures_.size(); }
  /// It fails `count` times more, now.
  void fail(std::size_t algorithm, std::size_t count, std::int64_t now_ms);
  /// Appends the JSON of its newest failures, the newest first.
  void write(std::size_t algorithm, std::string& to) const;
  /// The request id of its newest failure.
  std::string newest(std::size_t algorithm) const;

  static std::string name(std::size_t algorithm);
  /// The number of an algorithm with this name; `size()` when there is none.
  std::size_t find(std::string_view name) const;

 private:
  struct failures {
    std::size_t before = 0;           ///< so many came after the first ones and are shown no more
    std::deque<std::int64_t> new_at;  ///< `created_at` of the others, the oldest first
  };

  void write_record(std::size_t algorithm, std::size_t number, std::int64_t at,
                    std::string& to) const;

  std::size_t shown_;
  std::int64_t began_;
  std::vector<failures> failures_;
  std::vector<std::string> tails_;  ///< of records: what does not tell one from another
};

}  // namespace bench
