#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/records.hpp"
#include "api/slice.hpp"
#include "error.hpp"

namespace algolog {

/// No real answer comes near; it bounds what one body can make this process hold.
inline constexpr std::size_t max_records_per_body = 100'000;

/// Parses every element of a JSON array by `parse_one`, each alone: a bad one costs only itself.
template <class Record, class ParseOne>
result<parsed<Record>> parse_records(std::string_view body, ParseOne parse_one) {
  const auto elements = slice_array(body);
  if (!elements) return error{errc::not_json, "expected a JSON array"};
  if (elements->size() > max_records_per_body) {
    return error{errc::too_large, std::to_string(elements->size()) + " records in one answer"};
  }
  parsed<Record> out;
  out.records.reserve(elements->size());
  for (const auto element : *elements) {
    auto record = parse_one(element);
    if (record) {
      out.records.push_back(std::move(*record));
    } else {
      out.refused.push_back({record.error().detail, std::string(element)});
    }
  }
  return out;
}

}  // namespace algolog
