#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// One page of `GET …/builds` or `GET …/versions`: `{"marker": M, "next_link": URL, "results":
/// […]}`. `next_link` is left out on purpose: it may name another host, which would get the API
/// key. The next page is asked for by `marker` at the configured URL.
struct page {
  std::string_view results;           ///< the bytes of the array, pointing into the body
  std::optional<std::string> marker;  ///< nothing on the last page
};

/// `errc::not_json` or `errc::unexpected_shape` when the body is no page.
result<page> parse_page(std::string_view body);

}  // namespace algolog
