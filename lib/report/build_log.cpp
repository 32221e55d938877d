#include "report/build_log.hpp"

#include <fmt/format.h>

#include "report/json_line.hpp"
#include "text/printable.hpp"

namespace algolog {
namespace {

using kind = log_outcome::kind;

log_outcome missing(const record& build) {
  const std::string id = printable(text_in(build, "build_id"));
  const std::string_view state = text_in(build, "log_state");
  if (state == "waiting")
    return {kind::not_yet, fmt::format("build {} is {}: its log comes when it ends", id,
                                       printable(text_in(build, "status")))};
  if (state == "pending")
    return {kind::not_yet, fmt::format("the log of build {} has not been fetched yet", id)};
  if (state == "stored")
    return {kind::unavailable, fmt::format("the log of build {} is no longer kept", id)};
  return {kind::unavailable,
          fmt::format("there is no log of build {}: the cluster has none, or [retention] "
                      "build_logs has deleted it",
                      id)};
}

}  // namespace

log_outcome print_build_log(SQLite::Database& db, std::string_view build_id, bool json,
                            output& out) {
  const std::vector<record> found = builds_with_log(db, build_id);
  if (found.empty())
    return {kind::no_build, fmt::format("no build {}; see: algologd builds", printable(build_id))};
  if (found.size() > 1)
    return {kind::ambiguous, fmt::format("more than one build begins with {}; give all of the id",
                                         printable(build_id))};
  const record& build = found.front();
  if (!build.at("log").is_string()) return missing(build);
  const std::string_view log = text_in(build, "log");
  if (json) {
    out.write(json_line(build));
  } else if (out.terminal()) {
    out.write(safe_lines(log));
  } else {
    out.write(log);
  }
  return {};
}

}  // namespace algolog
