#include "api/route.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/segments_view.hpp>
#include <boost/url/url_view.hpp>
#include <span>
#include <vector>

namespace algolog {
namespace {

using segments = std::span<const std::string>;
using kind = route::kind;

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

std::vector<std::string> decoded_path(std::string_view route) {
  const auto url = boost::urls::parse_origin_form(route);
  if (!url) return {};
  std::vector<std::string> path;
  for (const auto& segment : url->segments()) path.emplace_back(segment);
  return path;
}

/// What `path`, the part behind the algorithm, names.
std::optional<kind> kind_of(segments path) {
  if (path.empty()) return kind::algorithm;
  const auto& collection = path.front();
  if (collection == "errors" && path.size() == 1) return kind::errors;
  if (collection == "versions" && path.size() <= 2) {
    return path.size() == 1 ? kind::versions : kind::version;
  }
  if (collection != "builds") return std::nullopt;
  if (path.size() <= 2) return path.size() == 1 ? kind::builds : kind::build;
  if (path.size() == 3 && path[2] == "logs") return kind::build_log;
  return std::nullopt;
}

}  // namespace

std::string algorithm_route(const algorithm_ref& algorithm) { return by_name_or_uuid(algorithm); }

std::string errors_route(const algorithm_ref& algorithm) {
  return by_name_or_uuid(algorithm) + "/errors";
}

std::string builds_route(const algorithm_ref& algorithm, std::size_t limit,
                         const std::optional<std::string>& marker) {
  return paged(named(algorithm) + "/builds", limit, marker);
}

std::string build_route(const algorithm_ref& algorithm, std::string_view build_id) {
  return named(algorithm) + "/builds/" + encoded(build_id);
}

std::string build_log_route(const algorithm_ref& algorithm, std::string_view build_id) {
  return build_route(algorithm, build_id) + "/logs";
}

std::string versions_route(const algorithm_ref& algorithm, std::size_t limit,
                           const std::optional<std::string>& marker) {
  return paged(named(algorithm) + "/versions", limit, marker);
}

std::string version_route(const algorithm_ref& algorithm, std::string_view git_hash) {
  return named(algorithm) + "/versions/" + encoded(git_hash);
}

std::optional<route> parse_route(std::string_view text) {
  const auto all = decoded_path(text);
  const segments path(all);
  if (path.size() < 3 || path[0] != "v1" || path[1] != "algorithms") return std::nullopt;
  const bool by_uuid = is_uuid(path[2]);
  if (!by_uuid && path.size() < 4) return std::nullopt;
  const auto algorithm = parse_algorithm_ref(by_uuid ? path[2] : path[2] + "/" + path[3]);
  const auto rest = path.subspan(by_uuid ? 3 : 4);
  const auto what = kind_of(rest);
  if (!algorithm || !what) return std::nullopt;
  return route{*what, *algorithm, rest.size() > 1 ? rest[1] : std::string()};
}

}  // namespace algolog
