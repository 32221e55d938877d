#include "scratch_store.hpp"

#include <fstream>
#include <utility>

namespace algolog::test {

namespace fs = std::filesystem;

scratch_store::scratch_store(store_options options) { reopen(options); }

void scratch_store::reopen(store_options options) {
  store_.reset();
  db_.reset();
  db_ = std::make_unique<database>(config_for(file()));
  store_ = std::make_unique<store>(*db_, options);
}

std::vector<std::string> scratch_store::rows(const std::string& sql) {
  return rows_of(handle(), sql);
}

std::string scratch_store::row(const std::string& sql) {
  const auto all = rows(sql);
  if (all.size() != 1) return std::to_string(all.size()) + " rows";
  return all.front();
}

store_config config_for(const fs::path& file) {
  store_config options;
  options.path = file;
  options.synchronous = sync_mode::normal;
  return options;
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

algorithm_ref named(const std::string& owner, const std::string& name) {
  algorithm_ref ref;
  ref.owner = owner;
  ref.name = name;
  return ref;
}

algorithm_ref with_uuid(const std::string& uuid) {
  algorithm_ref ref;
  ref.uuid = uuid;
  return ref;
}

std::int64_t watch_fraud(scratch_store& s) {
  return s->watch("prod", named("acme", "fraud"), 1).algorithm_id;
}

error_record an_error(const std::string& request_id, std::int64_t created_at) {
  error_record record;
  record.request_id = request_id;
  record.created_at = created_at;
  record.username = "acme";
  record.algoname = "fraud";
  record.error = "error:\nsomething broke\nstacktrace:\nSome(line 1)";
  record.error_type = "AlgorithmError";
  return record;
}

errors_batch errors_at(std::int64_t algorithm_id, std::int64_t at,
                       std::vector<error_record> records) {
  errors_batch batch;
  batch.poll = {algorithm_id, "/v1/algorithms/acme/fraud/errors", at, at};
  batch.records = std::move(records);
  return batch;
}

build_record a_build(const std::string& build_id, const std::string& status) {
  build_record record;
  record.build_id = build_id;
  record.status = status;
  record.commit_sha = "c0ffee";
  record.started_at = 5000;
  if (status != "in-progress") record.finished_at = 9000;
  return record;
}

builds_page builds_at(std::int64_t algorithm_id, std::int64_t at, std::vector<build_record> records,
                      walk_stage stage) {
  builds_page page;
  page.poll = {algorithm_id, "/v1/algorithms/acme/fraud/builds", at};
  page.records = std::move(records);
  page.stage = stage;
  return page;
}

version_record a_version(const std::string& git_hash) {
  version_record record;
  record.git_hash = git_hash;
  return record;
}

versions_page versions_at(std::int64_t algorithm_id, std::int64_t at,
                          std::vector<version_record> records, walk_stage stage) {
  versions_page page;
  page.poll = {algorithm_id, "/v1/algorithms/acme/fraud/versions", at};
  page.records = std::move(records);
  page.stage = stage;
  return page;
}

failed_poll failure_at(std::int64_t algorithm_id, std::int64_t at, collection what, errc code,
                       const std::string& detail) {
  failed_poll poll;
  poll.poll = {algorithm_id, "/v1/algorithms/acme/fraud", at};
  poll.what = what;
  poll.why = {code, detail};
  return poll;
}

}  // namespace algolog::test
