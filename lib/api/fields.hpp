#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// Takes the known fields out of one JSON object; what is left becomes `extra`, so that fields the
/// API adds later are stored, too. An absent field and null are the same.
/// The first field of a wrong type is remembered in `problem()` and makes the record unusable.
class fields {
 public:
  explicit fields(boost::json::object object) : object_(std::move(object)) {}

  /// Parses the bytes of one record (see slice.hpp), within the bounds of parse_json.
  static result<fields> parse(std::string_view text);

  std::optional<std::string> text(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<std::int64_t> iso_time(std::string_view key);  ///< ISO 8601 to milliseconds
  std::optional<bool> boolean(std::string_view key);
  std::optional<boost::json::object> object(std::string_view key);

  /// Like `text`, but more than 1024 bytes are a problem: for ids, which end up in indexes and
  /// URLs.
  std::optional<std::string> short_text(std::string_view key);
  /// Like `short_text`, but absent or empty is a problem too.
  std::string required_text(std::string_view key);

  /// Puts back what is left of a nested object, so that it shows in `extra`.
  void put_back(std::string_view key, fields&& rest);

  /// Everything not taken, as JSON with sorted keys; nothing when nothing is left.
  std::optional<std::string> extra() const;

  /// Why the record cannot be used, "created_at: expected an integer, got a string"; empty: it can.
  const std::string& problem() const noexcept { return problem_; }
  /// Takes over the problem of a nested object.
  void adopt_problem(std::string_view key, const fields& nested);

 private:
  std::optional<boost::json::value> take(std::string_view key);
  void mismatch(std::string_view key, std::string_view expected, const boost::json::value& got);

  boost::json::object object_;
  std::string problem_;
};

}  // namespace algolog
