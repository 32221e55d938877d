#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace simcluster {

/// A length of time: "5ms", "2s", "10m", "1h", "7d", "-3s", or a number of milliseconds.
struct duration {
  std::int64_t ms = 0;
  /// Throws std::invalid_argument.
  static duration parse(std::string_view text);
};

/// One algorithm of the cluster; what is not set here comes from the scenario.
struct algorithm_spec {
  std::string owner;
  std::string name;
  std::string uuid;   ///< "" is made from the seed
  std::string calls;  ///< OWNER/NAME whose failures bubble up to this one
  std::optional<std::size_t> errors;
  std::optional<std::size_t> builds;
  std::optional<double> error_rate;
  std::optional<double> build_rate;

  std::string full_name() const { return owner + '/' + name; }
  /// "acme/fraud_score", or an object with "id" and the members above. Throws.
  static algorithm_spec parse(const boost::json::value& from);
};

/// Something that goes wrong with a request, from time to time (see faults.hpp for the kinds).
struct fault {
  std::string kind;
  double probability = 1;
  std::string algorithm;             ///< OWNER/NAME, or "" for every one
  std::string route;                 ///< "errors", "builds", …, or "" for every one
  std::optional<std::size_t> times;  ///< how often it may still happen
  std::optional<std::size_t> every;  ///< only every so manieth request it may happen to
  std::size_t passed = 0;            ///< how many of these it has let pass
  std::int64_t ms = 2000;            ///< how long: trickle, slow; how far ahead: wrong_date
  std::int64_t retry_after = 1;      ///< seconds: throttle_*

  /// "KIND", "KIND=0.1" or "OWNER/NAME:KIND=0.1". Throws.
  static fault parse(std::string_view text);
  static fault parse(const char* text) { return parse(std::string_view(text)); }
  /// A text as above, or an object with the members above. Throws.
  static fault parse(const boost::json::value& from);
};

/// Everything that can be chosen about a simulated cluster.
struct scenario {
  std::string listen = "127.0.0.1:0";
  std::string port_file;
  std::string tls_cert;
  std::string tls_key;
  std::string make_tls;
  bool log_requests = false;

  std::size_t seed = 1;
  std::string clock = "real";
  std::size_t start_ms = 0;

  std::size_t algorithm_count = 3;
  std::size_t owners = 1;
  std::vector<algorithm_spec> algorithms;

  std::size_t errors = 20;
  double error_rate = 0;
  double history_days = 6;
  double pipelines = 0.05;
  double multi_record = 0.05;
  double odd_text = 0.03;
  double extra_fields = 0.02;
  double sparse_fields = 0.02;
  std::string order = "newest";
  std::size_t window_executions = 200;
  double window_days = 7;
  std::string keep = "newest";
  duration worker_clocks;
  duration expiry_shift;
  duration expiry_jitter;
  double late = 0;
  double gaining = 0;
  double twice = 0;
  double long_seconds = 300;

  std::size_t builds = 12;
  double build_rate = 0;
  double build_seconds = 20;
  double failed_builds = 0.2;
  double log_delay_seconds = 0;
  double big_logs = 0.03;
  std::size_t big_log_bytes = 200000;
  double published = 0.4;
  double publish_seconds = 30;

  std::size_t max_limit = 100;
  double marker_seconds = 0;
  bool absent_marker = false;
  bool uuid_without_id = false;
  bool uuid_without_owner = false;

  std::string token;
  std::string token_file;
  std::string scheme = "any";

  duration latency;
  duration jitter;
  duration idle_timeout{60000};
  bool gzip = false;
  bool chunked = false;
  bool etags = false;
  std::vector<fault> faults;
};

/// One scalar choice: its name in a scenario file; the flag is the same with dashes.
struct field {
  using member = std::variant<std::string scenario::*, std::size_t scenario::*, double scenario::*,
                              bool scenario::*, duration scenario::*>;
  const char* group;
  const char* name;
  member where;
  const char* meaning;
};
std::span<const field> fields();

/// Sets what `from` names, keeps the rest. Throws std::invalid_argument for an unknown key.
void apply(const boost::json::value& from, scenario& to);
/// The scenario of the file at `path`. Throws std::runtime_error with the path in its text.
scenario load_scenario(const std::string& path);
/// Throws std::invalid_argument for a value that is not among its choices.
void validate(const scenario& s);
/// The algorithms asked for by name, or `algorithm_count` generated ones.
std::vector<algorithm_spec> algorithms_of(const scenario& s);

}  // namespace simcluster
