#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace algolog {

/// Takes the API key out of text that comes from outside, which may repeat it as the error page of
/// a proxy does: it would end up in the log, in the database or in quarantine. It is found as it is
/// and as JSON, URLs and HTML write it: with backslashes, `\u003d`, `%3D` and `&#61;` for any of
/// its characters, and within a text in base64 (RFC 4648, both alphabets). JSON stays JSON.
class redaction {
 public:
  /// Of a key with fewer than 8 characters nothing is taken: it may be part of any text.
  explicit redaction(std::string_view key);

  /// Each becomes `API-KEY`. In place; the text does not grow.
  void apply(std::string& text) const;

 private:
  void add(std::string needle);
  std::size_t match(std::string_view text, std::size_t at) const;
  std::pair<std::size_t, std::size_t> find(std::string_view text, std::size_t from) const;

  std::vector<std::string> needles_;  ///< the key, and what base64 makes of it
  /// Two bytes that one may begin with, the first in the high half: hardly ever is there a key.
  std::bitset<65536> begins_;
};

}  // namespace algolog
