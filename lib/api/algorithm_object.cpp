#include "api/algorithm_object.hpp"

#include <optional>
#include <string>

#include "api/fields.hpp"

namespace algolog {
namespace {

/// OWNER/NAME out of a `self_link`. Only the path counts: the link may name any host.
std::optional<algorithm_ref> ref_in_link(std::string_view link) {
  constexpr std::string_view before = "/v1/algorithms/";
  const auto begin = link.find(before);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto rest = link.substr(begin + before.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto end = rest.find_first_of("/?#", slash + 1);
  return parse_algorithm_ref(rest.substr(0, end));
}

}  // namespace

result<algorithm_ref> parse_algorithm(std::string_view body, const algorithm_ref& asked) {
  auto in = fields::parse(body);
  if (!in) return in.error();
  const auto id = in->text("id");
  const auto name = in->text("name");
  const auto link = in->text("self_link");
  if (!id && !name && !link) {
    return error{errc::unexpected_shape, "neither id nor name nor self_link"};
  }
  algorithm_ref found = asked;
  if (found.uuid.empty() && id && is_uuid(*id)) found.uuid = parse_algorithm_ref(*id)->uuid;
  if (found.has_name() || !link) return found;
  if (const auto named = ref_in_link(*link); named && named->has_name()) {
    found.owner = named->owner;
    found.name = named->name;
  }
  return found;
}

}  // namespace algolog
