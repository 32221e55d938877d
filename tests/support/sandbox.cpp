#include "sandbox.hpp"

#include "cluster/scenario.hpp"

namespace e2e {

const std::string api_key = "simE2eKey7f3c91d2a8b64";

sandbox::sandbox(const configuration& wanted) {
  set_key(api_key);
  configure(wanted);
}

sandbox::sandbox(const simcluster::server& cluster, const std::vector<std::string>& algorithms)
    : sandbox(watching(cluster, algorithms)) {}

void sandbox::configure(const configuration& wanted) { configure(wanted.toml()); }

void sandbox::configure(const std::string& text) {
  const auto file = folder_.write("algologd.toml.new", text);
  std::filesystem::rename(file, folder_ / "algologd.toml");  // nobody sees half a configuration
}

void sandbox::set_key(const std::string& key) {
  const auto file = folder_.write("key.new", key + "\n");
  using std::filesystem::perms;
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
  std::filesystem::rename(file, key_file());  // nobody sees half a key
}

std::unique_ptr<process> sandbox::start(const std::vector<std::string>& arguments,
                                        const environment& more) {
  std::vector<std::string> command{ALGOLOGD, "--config", (folder_ / "algologd.toml").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto output = folder_ / ("process" + std::to_string(++started_));
  return std::make_unique<process>(command, output, more);
}

outcome sandbox::run(const std::vector<std::string>& arguments, const environment& more) {
  const auto child = start(arguments, more);
  const int status = child->wait();
  return {status, child->out(), child->err()};
}

simcluster::scenario empty_cluster(const std::vector<std::string>& algorithms) {
  simcluster::scenario s;
  for (const auto& name : algorithms) {
    s.algorithms.push_back(simcluster::algorithm_spec::parse(boost::json::value(name)));
  }
  s.token = api_key;
  s.errors = 0;
  s.builds = 0;
  s.pipelines = 0;
  s.multi_record = 0;
  return s;
}

simcluster::scenario one_algorithm() {
  auto s = empty_cluster({"acme/one"});
  s.errors = 5;
  s.builds = 3;
  return s;
}

configuration watching(const simcluster::server& cluster,
                       const std::vector<std::string>& algorithms) {
  watched_cluster watched;
  watched.url = cluster.url();
  watched.ca_file = cluster.ca_file();
  watched.algorithms = algorithms;
  configuration wanted;
  wanted.clusters.push_back(watched);
  return wanted;
}

}  // namespace e2e
