#include "api/builds.hpp"
#include "api/page.hpp"
#include "api/versions.hpp"
#include "invariants.hpp"

namespace {

void read_builds(std::string_view results) {
  const auto parsed = algolog::parse_builds(results);
  if (!parsed) return fuzz::require_reason(parsed.error());
  fuzz::require_bounded(*parsed, results);
  for (const auto& build : parsed->records) {
    fuzz::require_key(build.build_id);
    fuzz::require_object(build.extra);
  }
}

void read_versions(std::string_view results) {
  const auto parsed = algolog::parse_versions(results);
  if (!parsed) return fuzz::require_reason(parsed.error());
  fuzz::require_bounded(*parsed, results);
  for (const auto& version : parsed->records) {
    fuzz::require_key(version.git_hash);
    fuzz::require_object(version.settings);
    fuzz::require_object(version.extra);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto page = algolog::parse_page(fuzz::text_of(data, size));
  if (!page) {
    fuzz::require_reason(page.error());
    return 0;
  }
  if (page->marker) {
    fuzz::require(!page->marker->empty(), "a marker is not empty");
    fuzz::require(page->marker->size() <= 4096, "a marker fits into a request line");
  }
  read_builds(page->results);
  read_versions(page->results);
  return 0;
}
