#pragma once

#include <optional>
#include <string>

#include "api/bounded_json.hpp"
#include "api/parse_records.hpp"
#include "target.hpp"

namespace fuzz {

/// A key of the database: there, and short enough for an index and a URL.
inline void require_key(const std::string& key) {
  require(!key.empty(), "a key is not empty");
  require(key.size() <= 1024, "a key has at most 1024 bytes");
}

/// A column that holds JSON.
inline void require_object(const std::optional<std::string>& column) {
  if (!column) return;
  const auto value = algolog::parse_json(*column);
  require(value && value->is_object(), "a JSON column holds a JSON object");
}

/// Why something was refused.
inline void require_reason(const algolog::error& why) {
  using algolog::errc;
  require(why.code == errc::not_json || why.code == errc::unexpected_shape ||
              why.code == errc::too_large,
          "a refusal has a reason of the body");
  require(!why.detail.empty(), "a refusal says why");
}

/// What holds for the records of one body, whatever they are.
template <class Record>
void require_bounded(const algolog::parsed<Record>& body, std::string_view from) {
  require(body.records.size() + body.refused.size() <= algolog::max_records_per_body,
          "a body has a bounded number of records");
  std::size_t bytes = 0;
  for (const auto& one : body.refused) {
    require(!one.reason.empty(), "a refused record says why");
    require(!one.body.empty(), "a refused record is kept");
    bytes += one.body.size();
  }
  require(bytes <= from.size(), "what is kept is no more than what came");
}

}  // namespace fuzz
