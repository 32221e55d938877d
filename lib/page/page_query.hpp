#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace algolog {

struct page_content;
struct target_status;

/// What the query of the page's GET form asks for; everything else in it is ignored.
struct page_query {
  std::string text;     ///< part of an algorithm's name, any case
  std::string cluster;  ///< empty: all
  std::string state;    ///< a `name_of(target_state)`; empty: all
  std::size_t page = 1;
};

/// Reads `q=…&cluster=…&state=…&page=…` (WHATWG URL, application/x-www-form-urlencoded); whatever
/// is malformed is left out, and texts are bounded.
page_query parse_page_query(std::string_view query);

/// What the filter knows and a row shows, worst first.
inline constexpr std::array<std::string_view, 5> state_names{"losing", "failing", "parked",
                                                             "waiting", "ok"};
inline constexpr std::size_t targets_a_page = 100;

/// One of `state_names`: losing comes before what the last poll came to.
std::string_view shown_state(const target_status& target, std::int64_t now);

std::size_t pages_of(const page_content& content);
/// The page that `query` means, the last one when there are fewer.
std::size_t page_shown(const page_content& content, const page_query& query);

/// The targets that `query` means, worst first, 100 a page, as `shown` and `matching` of `content`.
void choose_targets(page_content& content, const page_query& query);

}  // namespace algolog
