#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config/algorithm_ref.hpp"
#include "config/url.hpp"

namespace algolog {

/// How the token is put into the `Authorization` header.
enum class auth_scheme { simple, bearer, raw };

/// Where a cluster's API key comes from; it is read when used, never kept in the configuration.
struct secret_source {
  enum class kind { none, file, environment, credential };
  kind from = kind::none;
  std::string value;   ///< path, variable name or systemd credential name
  std::string told{};  ///< what messages say in place of a `value` that may be the key itself
};

/// What to do with the `input` of an error record, which may hold private data.
enum class input_privacy { store, drop, digest };

/// `synchronous` of SQLite: `full` survives power loss, `normal` may lose the last commits.
enum class sync_mode { full, normal };

struct algorithm_config {
  algorithm_ref ref;
  std::chrono::milliseconds errors_interval{};
  std::chrono::milliseconds errors_min_interval{};
  std::chrono::milliseconds builds_interval{};
  std::chrono::milliseconds versions_interval{};
};

struct cluster_config {
  std::string name;
  origin url;
  auth_scheme auth = auth_scheme::simple;
  secret_source key;
  std::filesystem::path ca_file;  ///< empty: only the system's store
  std::optional<origin> proxy;
  std::size_t max_in_flight = 8;
  double requests_per_second = 50;
  bool collect_errors = true;
  bool collect_builds = true;
  bool collect_versions = true;
  std::vector<algorithm_config> algorithms;
};

struct store_config {
  std::filesystem::path path = "/var/lib/algologd/algolog.db";
  sync_mode synchronous = sync_mode::full;
};

struct poll_config {
  std::chrono::milliseconds errors_interval = std::chrono::seconds(60);
  std::chrono::milliseconds errors_min_interval = std::chrono::seconds(5);
  std::chrono::milliseconds builds_interval = std::chrono::seconds(60);
  std::chrono::milliseconds versions_interval = std::chrono::minutes(10);
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
  std::size_t max_body = 64U << 20;       ///< bytes, after inflating
  std::size_t window_memory = 32U << 20;  ///< bytes: see window_cache
};

struct retention_config {
  std::chrono::milliseconds errors{0};      ///< 0: keep for ever
  std::chrono::milliseconds build_logs{0};  ///< 0: keep for ever
};

/// The whole configuration, complete and valid once loaded; never changed afterwards.
struct config {
  store_config store;
  poll_config poll;
  std::size_t newest_errors_keep = 100;  ///< rows per algorithm
  input_privacy input = input_privacy::store;
  retention_config retention;
  std::string status_listen = "127.0.0.1:9464";  ///< host:port; empty: off
  std::string log_level = "info";
  std::vector<cluster_config> clusters;
  std::string digest;                 ///< SHA-256 of the text, hexadecimal
  std::vector<std::string> warnings;  ///< "file:line: …", worth a log line, no reason to stop
};

/// Every problem of a configuration at once, each "FILE:LINE: KEY: what is wrong; the way out".
class config_error : public std::runtime_error {
 public:
  explicit config_error(std::vector<std::string> problems);
  const std::vector<std::string>& problems() const noexcept { return problems_; }

 private:
  std::vector<std::string> problems_;
};

/// "412 algorithms of 2 clusters": what a configuration watches, in messages.
std::string what_is_watched(const config& settings);

/// The keys in which `next` differs from `now` and that a running daemon cannot change.
std::vector<std::string> changed_at_restart(const config& now, const config& next);

/// Reads and validates a TOML file. Throws `config_error` with every problem found.
config load_config(const std::filesystem::path& file);

/// The same for text; `file` is only the name used in messages.
config parse_config(std::string_view text, const std::filesystem::path& file);

}  // namespace algolog
