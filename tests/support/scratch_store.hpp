#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "content.hpp"
#include "rows.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"
#include "store/store.hpp"

namespace algolog::test {

/// The database and store of one daemon, on a real file; `reopen` is a restart.
class scratch_store {
 public:
  explicit scratch_store(store_options options = {});

  store& operator*() { return *store_; }
  store* operator->() { return store_.get(); }
  database& opened() { return *db_; }
  SQLite::Database& handle() { return db_->handle(); }
  std::filesystem::path file() const { return folder_ / "algolog.db"; }
  void reopen(store_options options = {});

  std::vector<std::string> rows(const std::string& sql);
  std::string row(const std::string& sql);

 private:
  scratch_folder folder_;
  std::unique_ptr<database> db_;
  std::unique_ptr<store> store_;
};

store_config config_for(const std::filesystem::path& file);

void write_bytes(const std::filesystem::path& file, const std::string& bytes);

algorithm_ref named(const std::string& owner, const std::string& name);
algorithm_ref with_uuid(const std::string& uuid);

/// Watches acme/fraud; its number in the database.
std::int64_t watch_fraud(scratch_store& s);

/// An error record "req-NUMBER" made at `created_at`.
error_record an_error(const std::string& request_id, std::int64_t created_at = 1000);
errors_batch errors_at(std::int64_t algorithm_id, std::int64_t at,
                       std::vector<error_record> records);

build_record a_build(const std::string& build_id, const std::string& status);
builds_page builds_at(std::int64_t algorithm_id, std::int64_t at, std::vector<build_record> records,
                      walk_stage stage = walk_stage::completed);

version_record a_version(const std::string& git_hash);
versions_page versions_at(std::int64_t algorithm_id, std::int64_t at,
                          std::vector<version_record> records,
                          walk_stage stage = walk_stage::completed);

failed_poll failure_at(std::int64_t algorithm_id, std::int64_t at, collection what, errc code,
                       const std::string& detail = {});

}  // namespace algolog::test
