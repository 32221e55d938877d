#include "configuration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace e2e {
namespace {

std::string quoted(const std::vector<std::string>& texts) {
  return texts.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(texts, "\", \""));
}

std::string section(const watched_cluster& cluster) {
  return fmt::format(
      "[[cluster]]\nname = \"{}\"\nurl = \"{}\"\nca_file = \"{}\"\napi_key_file = \"key\"\n"
      "max_in_flight = {}\nrequests_per_second = 100000\ncollect = {}\nalgorithms = {}\n",
      cluster.name, cluster.url, cluster.ca_file, cluster.max_in_flight, quoted(cluster.collect),
      quoted(cluster.algorithms));
}

}  // namespace

std::string configuration::toml() const {
  auto text = fmt::format(
      "[store]\npath = \"a.db\"\n"
      "[poll]\nerrors_interval = \"{0}\"\nerrors_min_interval = \"100ms\"\n"
      "builds_interval = \"{0}\"\nversions_interval = \"{7}\"\ntimeout = \"{1}\"\n"
      "max_body = \"{2}\"\nwindow_memory = \"{8}\"\n"
      "[newest_errors]\nkeep = {3}\n[status]\nlisten = \"{4}\"\n[log]\nlevel = \"{5}\"\n"
      "[retention]\n{6}\n",
      interval, timeout, max_body, keep, listen, log_level, retention, versions_interval,
      window_memory);
  for (const auto& cluster : clusters) text += section(cluster);
  return text;
}

}  // namespace e2e
