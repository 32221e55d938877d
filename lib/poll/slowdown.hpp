#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace algolog {

/// How long a cluster, or one of its routes, that says "too many" (429, 503) is left alone. 429 is
/// said to the client, and so is 503 when three routes in a row answer it. A single one may have a
/// fault of its own. Pure: time and chance are passed in.
class slowdown {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// What is not to be asked, and until when.
  struct verdict {
    std::optional<time> cluster;
    std::optional<time> route;  ///< as Retry-After tells; nothing: it does not

    friend bool operator==(const verdict&, const verdict&) = default;
  };

  /// A wait lasts as long as Retry-After tells, at most five minutes. Without it that of a cluster
  /// is fully jittered, and doubles from one second to a minute as long as it goes on refusing.
  verdict on_answer(std::string_view route, unsigned status,
                    std::optional<std::chrono::seconds> retry_after, time now, double random);

 private:
  bool is_clusters(std::string_view route, unsigned status, time now);

  std::size_t pauses_ = 0;            // without Retry-After, and without another answer between
  time until_;                        // of the last one of these
  std::set<std::string> overloaded_;  // routes, without another answer between; no more than counts
};

}  // namespace algolog
