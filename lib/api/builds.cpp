#include "api/builds.hpp"

#include "api/fields.hpp"
#include "api/parse_records.hpp"

namespace algolog {

result<build_record> parse_build(std::string_view body) {
  auto in = fields::parse(body);
  if (!in) return in.error();
  build_record record;
  record.build_id = in->required_text("build_id");
  record.status = in->required_text("status");
  record.commit_sha = in->text("commit_sha");
  record.started_at = in->iso_time("started_at");
  record.finished_at = in->iso_time("finished_at");
  if (auto object = in->object("version_info")) {
    fields version_info(std::move(*object));
    record.semantic_version = version_info.text("semantic_version");
    in->adopt_problem("version_info", version_info);
    in->put_back("version_info", std::move(version_info));
  }
  record.extra = in->extra();
  if (!in->problem().empty()) return error{errc::unexpected_shape, in->problem()};
  return record;
}

result<parsed<build_record>> parse_builds(std::string_view results) {
  return parse_records<build_record>(results, parse_build);
}

result<std::string> parse_build_log(std::string_view body) {
  auto in = fields::parse(body);
  if (!in) return in.error();
  auto logs = in->text("logs");
  if (!logs) {
    return error{errc::unexpected_shape, in->problem().empty() ? "logs: absent" : in->problem()};
  }
  return std::move(*logs);
}

}  // namespace algolog
