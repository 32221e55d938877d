#pragma once

#include <cstdint>
#include <string_view>

#include "page/html.hpp"
#include "page/page.hpp"
#include "status/verdict.hpp"

namespace algolog {

// The parts of the page, from top to bottom; a file each.

/// A state in a word. `tone`, its class: "good", "idle", "warn" or "bad".
void draw_mark(html& page, std::string_view word, markup tone);

void draw_verdict(html& page, const status& of, const verdict& judged);
void draw_attention(html& page, const verdict& judged, std::int64_t now);
void draw_tiles(html& page, const status& of);
void draw_targets(html& page, const page_content& content, const page_query& query);
void draw_errors_per_hour(html& page, const page_content& content);
void draw_errors(html& page, const page_content& content);
void draw_builds(html& page, const page_content& content);

}  // namespace algolog
