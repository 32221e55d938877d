#include "api/algorithm_object.hpp"
#include "api/builds.hpp"
#include "api/versions.hpp"
#include "invariants.hpp"

namespace {

void read_build(std::string_view body) {
  const auto build = algolog::parse_build(body);
  if (!build) return fuzz::require_reason(build.error());
  fuzz::require_key(build->build_id);
  fuzz::require_key(build->status);
  fuzz::require_object(build->extra);
}

void read_version(std::string_view body) {
  const auto version = algolog::parse_version(body);
  if (!version) return fuzz::require_reason(version.error());
  fuzz::require_key(version->git_hash);
  fuzz::require_object(version->settings);
  fuzz::require_object(version->extra);
}

/// A name from outside becomes part of request paths.
void read_algorithm(std::string_view body, const algolog::algorithm_ref& asked) {
  const auto found = algolog::parse_algorithm(body, asked);
  if (!found) return fuzz::require_reason(found.error());
  fuzz::require(found->uuid.empty() || algolog::is_uuid(found->uuid), "a UUID is one");
  if (!asked.has_name() && found->has_name()) {
    const auto again = algolog::parse_algorithm_ref(found->display());
    fuzz::require(again && again->owner == found->owner && again->name == found->name,
                  "a name that was found may be configured");
  }
}

template <class Log>
void read_log(const algolog::result<Log>& log) {
  if (!log) fuzz::require_reason(log.error());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text_of(data, size);
  read_build(body);
  read_version(body);
  read_algorithm(body, {"acme", "fraud_score", ""});
  read_algorithm(body, {"", "", "4a1b7a2a-4183-4939-a292-26e677aeba73"});
  read_log(algolog::parse_build_log(body));
  read_log(algolog::parse_version_log(body));
  return 0;
}
