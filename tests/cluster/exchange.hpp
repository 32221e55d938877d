#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simcluster {

/// A request as the routes see it, decoded.
struct request {
  std::string method;
  std::string target;  ///< as sent
  std::string path;    ///< the target without its query, as sent
  std::vector<std::string> segments;
  std::map<std::string, std::string> query;
  bool understood = true;  ///< whether the target is valid (RFC 3986)
  std::string base;        ///< "https://HOST", after the Host field
  std::string if_none_match;
  std::string authorization;
  bool has_authorization = false;
  bool accepts_gzip = false;
  bool keep_alive = true;
  std::string body;

  /// Fills path, segments and query from `target`.
  void split_target();
};

/// What happens to the bytes of an answer on their way out.
enum class delivery {
  whole,
  chunked,
  truncated,     ///< half the body, then a clean end
  reset,         ///< half the body, then RST
  trickled,      ///< in small pieces
  hung,          ///< nothing, ever
  dropped,       ///< nothing, and the connection ends
  closed_after,  ///< whole, promising keep-alive, then the connection ends
  endless,       ///< a body that does not end
};

struct answer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  delivery how = delivery::whole;
  std::int64_t wait_ms = 0;  ///< before the first byte
  std::int64_t over_ms = 0;  ///< trickled: from the first byte to the last
  bool dated = true;         ///< whether it gets a Date
  std::int64_t date_ahead_ms = 0;

  bool has(std::string_view header) const;
  /// The bytes of the head, with the framing `how` needs.
  std::string head(bool keep_alive) const;
};

answer json_answer(unsigned status, std::string body);
/// {"id": …, "code": CODE, "message": …}
answer api_error(unsigned status, int code, std::string_view message);
/// 304 without a body, and what it is about.
answer not_modified(std::string etag);
/// The instant, milliseconds since the epoch, as RFC 9110 has it in Date and Retry-After.
std::string http_date(std::int64_t at_ms);
/// Compresses the body (RFC 1952).
void gzip(answer& a);

}  // namespace simcluster
