#include "api/errors.hpp"

#include "api/fields.hpp"
#include "api/parse_records.hpp"

namespace algolog {
namespace {

/// A name that the record lacks is the polled algorithm's; a key column is never empty.
std::string own_or_polled(fields& in, std::string_view key, const std::string& polled) {
  auto own = in.short_text(key);
  if (own && !own->empty()) return std::move(*own);
  return polled;
}

result<error_record> parse_error(std::string_view text, const algorithm_ref& polled) {
  auto in = fields::parse(text);
  if (!in) return in.error();
  error_record record;
  record.request_id = in->required_text("request_id");
  record.created_at = in->integer("created_at");
  record.username = own_or_polled(*in, "username", polled.owner);
  record.algoname = own_or_polled(*in, "algoname", polled.name);
  record.algoversion = in->text("algoversion");
  record.input = in->text("input");
  record.error = in->text("error");
  record.error_type = in->text("error_type");
  record.billable_to = in->text("billable_to");
  record.worker = in->text("worker");
  record.extra = in->extra();
  if (!in->problem().empty()) return error{errc::unexpected_shape, in->problem()};
  if (record.username.empty() || record.algoname.empty()) {
    return error{errc::unexpected_shape,
                 "username or algoname: absent, and the name of the algorithm is not known yet"};
  }
  return record;
}

}  // namespace

result<parsed<error_record>> parse_errors(std::string_view body, const algorithm_ref& polled) {
  return parse_records<error_record>(
      body, [&](std::string_view text) { return parse_error(text, polled); });
}

}  // namespace algolog
