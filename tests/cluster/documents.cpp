#include "documents.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace simcluster {
namespace json = boost::json;
namespace {

std::string iso_8601(std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds{ms}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> time{at - day};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

}  // namespace

json::object build_document(const build& b) {
  json::object document{{"build_id", b.build_id},
                        {"status", b.status},
                        {"commit_sha", b.commit},
                        {"started_at", iso_8601(b.started_at)}};
  if (b.finished_at) document["finished_at"] = iso_8601(*b.finished_at);
  if (b.semantic_version) {
    document["version_info"] = json::object{{"semantic_version", *b.semantic_version}};
  }
  document["resource_type"] = "algorithm_build";
  for (const auto& [key, value] : b.extra) document[key] = value;
  return document;
}

json::object version_document(const world& w, const build& b, const std::string& base) {
  const algorithm& a = w.algorithms()[b.algorithm];
  json::object info{{"git_hash", b.commit},
                    {"sample_input", "\"\""},
                    {"sample_output", "Exception encountered while running sample input"},
                    {"version_uuid", b.version_uuid}};
  if (b.semantic_version) {
    info["semantic_version"] = *b.semantic_version;
    info["release_notes"] = b.release_notes;
  }
  return {{"id", a.uuid},
          {"name", a.spec.name},
          {"details", {{"label", a.spec.name}, {"summary", ""}, {"tagline", ""}}},
          {"settings",
           {{"algorithm_callability", "private"},
            {"source_visibility", "closed"},
            {"package_set", "python39"},
            {"license", "apl"},
            {"network_access", "full"},
            {"pipeline_enabled", true},
            {"insights_enabled", false},
            {"algorithm_environment", a.environment}}},
          {"version_info", std::move(info)},
          {"build", build_document(b)},
          {"self_link", base + "/v1/algorithms/" + a.full_name + "/versions/" + b.commit},
          {"resource_type", "algorithm"}};
}

}  // namespace simcluster
