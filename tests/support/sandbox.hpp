#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cluster/server.hpp"
#include "configuration.hpp"
#include "lines.hpp"
#include "process.hpp"
#include "scratch_folder.hpp"

namespace e2e {

/// What a command came to.
struct outcome {
  int status;
  std::string out;
  std::string err;
};

/// A folder with all that a daemon needs, gone with the test: configuration, API key, database.
class sandbox {
 public:
  explicit sandbox(const configuration& wanted);
  /// A configuration that watches `algorithms` of `cluster`.
  sandbox(const simcluster::server& cluster, const std::vector<std::string>& algorithms);

  std::filesystem::path database() const { return folder_ / "a.db"; }
  std::filesystem::path key_file() const { return folder_ / "key"; }
  const algolog::test::scratch_folder& folder() const { return folder_; }

  /// What the next start of the daemon reads.
  void configure(const configuration& wanted);
  void configure(const std::string& text);
  void set_key(const std::string& key);

  /// Starts `algologd --config FILE ARGUMENTS…`.
  std::unique_ptr<process> start(const std::vector<std::string>& arguments,
                                 const environment& more = {});
  /// The same, until it ends by itself.
  outcome run(const std::vector<std::string>& arguments, const environment& more = {});
  outcome once() { return run({"once"}); }

 private:
  algolog::test::scratch_folder folder_;
  int started_ = 0;
};

/// The API key of every sandbox and of every cluster made by `empty_cluster`.
extern const std::string api_key;

/// A cluster that lets in only those who send the key, without anything in it.
simcluster::scenario empty_cluster(const std::vector<std::string>& algorithms);
/// The same with acme/one alone, 5 errors and 3 builds.
simcluster::scenario one_algorithm();

/// A configuration that watches `algorithms` of `cluster`.
configuration watching(const simcluster::server& cluster,
                       const std::vector<std::string>& algorithms);

using algolog::test::lines_with;

}  // namespace e2e
