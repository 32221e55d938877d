#include "api/route.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/segments_view.hpp>
#include <boost/url/url_view.hpp>
#include <span>
#include <vector>

namespace algolog {
namespace {

using segments = std::span<const std::string>;
using kind = route::kind;

std::vector<std::string> decoded_path(std::string_view target) {
  const auto url = boost::urls::parse_origin_form(target);
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

std::optional<route> parse_route(std::string_view target) {
  const auto all = decoded_path(target);
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
