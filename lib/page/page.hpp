#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "page/page_query.hpp"
#include "report/queries.hpp"
#include "status/status.hpp"

namespace algolog {

/// A row of `polls`.
struct poll_run {
  std::int64_t first_at = 0;
  std::int64_t last_at = 0;
  std::int64_t polls = 0;
  std::int64_t records = 0;
  std::int64_t new_records = 0;
  std::string outcome;
  std::string detail;
};

/// What the page shows beside the snapshot.
struct page_content {
  status now;
  std::vector<std::int64_t> errors_per_hour;  ///< of 168 hours, the current one last, by created_at
  std::vector<record> newest_errors;  ///< newest first; as `newest_errors` of report/queries, cut
  std::vector<record> newest_builds;  ///< newest first; with `log` where it is stored, cut
  /// The runs of the targets shown, newest first, side by side with `shown`.
  std::vector<std::size_t> shown;  ///< indices into now.targets: the page's rows, worst first
  std::size_t matching = 0;        ///< targets that the query matches, all pages together
  std::vector<std::vector<poll_run>> runs;
};

/// The status page as HTML (no script, no inline style). Every text is escaped, control and
/// bidirectional characters made visible; no text of a cluster becomes a URL.
std::string draw_page(const page_content& content, const page_query& query);

/// Its style sheet, served as /style.css, and its icon, /icon.svg.
std::string_view page_style() noexcept;
std::string_view page_icon() noexcept;

}  // namespace algolog
