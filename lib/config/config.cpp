#include "config/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "config/algorithms_reader.hpp"
#include "config/cluster_reader.hpp"
#include "config/table_reader.hpp"
#include "config/toml_bounds.hpp"
#include "config/url.hpp"
#include "digest.hpp"
#include "text/number.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr bounds<milliseconds> timeout_bounds{milliseconds(100), hours(1)};
constexpr bounds<milliseconds> retention_bounds{milliseconds(1), hours(24 * 365 * 100)};
constexpr std::size_t most_bytes = 4U << 20;  // of the file: 100,000 algorithms take less
constexpr milliseconds least_kept = hours(24 * 8);

std::string join(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

store_config read_store(table_reader table, const std::filesystem::path& folder) {
  store_config store;
  const std::string path = table.text("path", store.path.string());
  if (path.empty()) table.add_problem("path", "is empty; name the database file");
  store.path = path_below(folder, path);
  store.synchronous = table.choice<sync_mode>(
      "synchronous", store.synchronous, {{"full", sync_mode::full}, {"normal", sync_mode::normal}});
  table.add_unknown_keys();
  return store;
}

poll_config read_poll(table_reader table) {
  poll_config poll;
  const algorithm_config intervals = read_intervals(table, {{},
                                                            poll.errors_interval,
                                                            poll.errors_min_interval,
                                                            poll.builds_interval,
                                                            poll.versions_interval});
  poll.errors_interval = intervals.errors_interval;
  poll.errors_min_interval = intervals.errors_min_interval;
  poll.builds_interval = intervals.builds_interval;
  poll.versions_interval = intervals.versions_interval;
  poll.timeout = table.duration("timeout", poll.timeout, timeout_bounds);
  poll.max_body = table.size("max_body", poll.max_body, {1U << 10, 1U << 30});
  poll.window_memory = table.size("window_memory", poll.window_memory, {0, 1U << 30});
  table.add_unknown_keys();
  return poll;
}

std::size_t read_keep(table_reader table) {
  const auto keep = table.integer("keep", 100, {1, 1'000'000});
  table.add_unknown_keys();
  return static_cast<std::size_t>(keep);
}

input_privacy read_privacy(table_reader table) {
  const auto input = table.choice<input_privacy>("input", input_privacy::store,
                                                 {{"store", input_privacy::store},
                                                  {"drop", input_privacy::drop},
                                                  {"digest", input_privacy::digest}});
  table.add_unknown_keys();
  return input;
}

retention_config read_retention(table_reader table) {
  retention_config retention;
  retention.errors = table.optional_duration("errors", retention_bounds);
  retention.build_logs = table.optional_duration("build_logs", retention_bounds);
  if (retention.errors.count() > 0 && retention.errors < least_kept)
    table.warn("errors",
               "is less than 8 days: errors are kept for 8 days all the same, since the cluster "
               "shows them for 7 and they would come back as new");
  table.add_unknown_keys();
  return retention;
}

/// Only addresses are judged, since a name is looked up later.
void warn_if_open(table_reader& table, const std::string& listen) {
  const auto at = parse_host_port(listen);
  if (!at || !is_address(at->host) || is_loopback(at->host)) return;
  table.warn(
      "listen",
      fmt::format("\"{}\" is open to the network, and the status server asks nobody for a "
                  "password: whoever reaches it reads error messages, traces and logs; listen "
                  "on \"127.0.0.1:{}\", and put a proxy that asks for one before it",
                  listen, at->port));
}

std::string read_status(table_reader table, std::string fallback) {
  std::string listen = table.text("listen", std::move(fallback));
  if (!listen.empty() && !parse_host_port(listen))
    table.add_problem("listen",
                      fmt::format("{:?} is not an address and a port; write \"127.0.0.1:9464\", "
                                  "\"[::1]:9464\", or \"\" to turn it off",
                                  listen));
  warn_if_open(table, listen);
  table.add_unknown_keys();
  return listen;
}

std::string read_log_level(table_reader table) {
  using level = std::string_view;
  const level read = table.choice<level>("level", "info",
                                         {{"trace", "trace"},
                                          {"debug", "debug"},
                                          {"info", "info"},
                                          {"warn", "warn"},
                                          {"error", "error"}});
  table.add_unknown_keys();
  return std::string(read);
}

toml::table parse_toml(std::string_view text, const std::filesystem::path& file) {
  try {
    return toml::parse(text, file.string());
  } catch (const toml::parse_error& e) {
    throw config_error({fmt::format("{}:{}: not TOML: {}", file.string(), e.source().begin.line,
                                    e.description())});
  }
}

[[noreturn]] void throw_config_error(const std::filesystem::path& file, const std::string& why) {
  throw config_error({fmt::format(
      "{}: cannot be read: {}; name the configuration with --config FILE, or correct its rights",
      file.string(), why)});
}

/// Reading a device may never end, and opening one may have an effect.
void require_file(const std::filesystem::path& file) {
  std::error_code failed;
  const auto found = std::filesystem::status(file, failed);
  if (failed) throw_config_error(file, failed.message());
  if (std::filesystem::is_directory(found))
    throw_config_error(file, std::generic_category().message(EISDIR));
  if (std::filesystem::is_regular_file(found) || std::filesystem::is_fifo(found)) return;
  throw_config_error(file, "it is neither a file nor a pipe");
}

std::string read_file(const std::filesystem::path& file) {
  require_file(file);
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw_config_error(file, std::generic_category().message(errno != 0 ? errno : EIO));
  std::string text(most_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most_bytes) {
    throw config_error({fmt::format("{}: is larger than {}, the most a configuration may be",
                                    file.string(), format_size(most_bytes))});
  }
  return text;
}

}  // namespace

config_error::config_error(std::vector<std::string> problems)
    : std::runtime_error(join(problems)), problems_(std::move(problems)) {}

config parse_config(std::string_view text, const std::filesystem::path& file) {
  require_bounded(text, file);
  const toml::table table = parse_toml(text, file);
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  problems found(file);
  table_reader root(&table, "", 1, found);
  config made;
  made.store = read_store(root.section("store"), folder);
  made.poll = read_poll(root.section("poll"));
  made.newest_errors_keep = read_keep(root.section("newest_errors"));
  made.input = read_privacy(root.section("privacy"));
  made.retention = read_retention(root.section("retention"));
  made.status_listen = read_status(root.section("status"), made.status_listen);
  made.log_level = read_log_level(root.section("log"));
  made.clusters = read_clusters(root, made.poll, folder);
  root.add_unknown_keys();
  if (!found.empty()) throw config_error(found.found());
  made.warnings = found.warnings();
  made.digest = sha256_hex(text);
  return made;
}

std::vector<std::string> changed_at_restart(const config& now, const config& next) {
  std::vector<std::string> keys;
  if (now.store.path != next.store.path) keys.push_back("store.path");
  if (now.store.synchronous != next.store.synchronous) keys.push_back("store.synchronous");
  if (now.status_listen != next.status_listen) keys.push_back("status.listen");
  return keys;
}

std::string what_is_watched(const config& settings) {
  std::size_t algorithms = 0;
  for (const auto& cluster : settings.clusters) algorithms += cluster.algorithms.size();
  return counted(algorithms, "algorithm") + " of " + counted(settings.clusters.size(), "cluster");
}

config load_config(const std::filesystem::path& file) {
  return parse_config(read_file(file), file);
}

}  // namespace algolog
