#include "api/request_target.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace algolog {
namespace {

std::string encoded(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string named(const algorithm_ref& algorithm) {
  return "/v1/algorithms/" + encoded(algorithm.owner) + "/" + encoded(algorithm.name);
}

std::string by_name_or_uuid(const algorithm_ref& algorithm) {
  return algorithm.has_name() ? named(algorithm) : "/v1/algorithms/" + encoded(algorithm.uuid);
}

std::string paged(std::string path, std::size_t limit, const std::optional<std::string>& marker) {
  path += "?limit=" + std::to_string(limit);
  if (marker) path += "&marker=" + encoded(*marker);
  return path;
}

}  // namespace

std::string algorithm_target(const algorithm_ref& algorithm) { return by_name_or_uuid(algorithm); }

std::string errors_target(const algorithm_ref& algorithm) {
  return by_name_or_uuid(algorithm) + "/errors";
}

std::string builds_target(const algorithm_ref& algorithm, std::size_t limit,
                          const std::optional<std::string>& marker) {
  return paged(named(algorithm) + "/builds", limit, marker);
}

std::string build_target(const algorithm_ref& algorithm, std::string_view build_id) {
  return named(algorithm) + "/builds/" + encoded(build_id);
}

std::string build_log_target(const algorithm_ref& algorithm, std::string_view build_id) {
  return build_target(algorithm, build_id) + "/logs";
}

std::string versions_target(const algorithm_ref& algorithm, std::size_t limit,
                            const std::optional<std::string>& marker) {
  return paged(named(algorithm) + "/versions", limit, marker);
}

std::string version_target(const algorithm_ref& algorithm, std::string_view git_hash) {
  return named(algorithm) + "/versions/" + encoded(git_hash);
}

}  // namespace algolog
