#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/records.hpp"
#include "api/slice.hpp"
#include "error.hpp"

namespace algolog {

// Far more than in real answers. They bound the memory that one body can take.
inline constexpr std::size_t max_records_per_body = 10'000;
inline constexpr std::size_t max_record = 4U << 20;  // bytes

/// Parses every element of a JSON array by `parse_one`, each alone: a bad one does not affect
/// others.
template <class Record, class ParseOne>
result<parsed<Record>> parse_records(std::string_view body, ParseOne parse_one) {
  const auto elements = slice_array(body, max_records_per_body);
  if (!elements) return elements.error();
  const error oversized{errc::too_large, "a record of more than 4 MiB"};
  parsed<Record> out;
  out.records.reserve(elements->size());
  for (const auto element : *elements) {
    auto record = element.size() <= max_record ? parse_one(element) : result<Record>(oversized);
    if (record) {
      out.records.push_back(std::move(*record));
    } else {
      out.refused.push_back({record.error().detail, std::string(element)});
    }
  }
  return out;
}

}  // namespace algolog
