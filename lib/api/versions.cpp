#include "api/versions.hpp"

#include <boost/json/serialize.hpp>

#include "api/fields.hpp"
#include "api/parse_records.hpp"

namespace algolog {
namespace {

/// Reads the nested object `key` by `read`, which takes what it knows; the rest goes to `extra`.
template <class Read>
void read_nested(fields& in, std::string_view key, Read read) {
  auto object = in.object(key);
  if (!object) return;
  fields nested(std::move(*object));
  read(nested);
  in.adopt_problem(key, nested);
  in.put_back(key, std::move(nested));
}

}  // namespace

result<version_record> parse_version(std::string_view body) {
  auto in = fields::parse(body);
  if (!in) return in.error();
  version_record record;
  read_nested(*in, "version_info", [&](fields& info) {
    record.git_hash = info.required_text("git_hash");
    record.semantic_version = info.text("semantic_version");
    record.version_uuid = info.text("version_uuid");
    record.release_notes = info.text("release_notes");
  });
  read_nested(*in, "build", [&](fields& build) { record.build_id = build.text("build_id"); });
  read_nested(*in, "compilation", [&](fields& compilation) {
    record.compilation_successful = compilation.boolean("successful");
    record.compilation_output = compilation.text("output");
  });
  if (const auto settings = in->object("settings")) {
    record.settings = boost::json::serialize(*settings);
  }
  record.extra = in->extra();
  if (!in->problem().empty()) return error{errc::unexpected_shape, in->problem()};
  if (record.git_hash.empty()) {
    return error{errc::unexpected_shape, "version_info.git_hash: absent or empty"};
  }
  return record;
}

result<std::optional<std::string>> parse_version_log(std::string_view body) {
  auto in = fields::parse(body);
  if (!in) return in.error();
  std::optional<std::string> output;
  read_nested(*in, "compilation",
              [&](fields& compilation) { output = compilation.text("output"); });
  if (!in->problem().empty()) return error{errc::unexpected_shape, in->problem()};
  return output;
}

result<parsed<version_record>> parse_versions(std::string_view results) {
  return parse_records<version_record>(results, parse_version);
}

}  // namespace algolog
