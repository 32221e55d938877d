#include "api/errors.hpp"

#include "api/fields.hpp"
#include "api/parse_records.hpp"

namespace algolog {
namespace {

std::optional<std::string> own_name(fields& in, std::string_view key) {
  auto own = in.short_text(key);
  return own && own->empty() ? std::nullopt : own;
}

/// A record without owner or name gets that of the polled algorithm; a key column is never empty.
void take_names(fields& in, const algorithm_ref& polled, error_record& record) {
  const auto username = own_name(in, "username");
  const auto algoname = own_name(in, "algoname");
  record.username = username.value_or(polled.owner);
  record.algoname = algoname.value_or(polled.name);
  record.nameless = !algoname || (!username && *algoname == polled.name);
}

result<error_record> parse_error(std::string_view text, const algorithm_ref& polled) {
  auto in = fields::parse(text);
  if (!in) return in.error();
  error_record record;
  record.request_id = in->required_text("request_id");
  record.created_at = in->integer("created_at");
  take_names(*in, polled, record);
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
