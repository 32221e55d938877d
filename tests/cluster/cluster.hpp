#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api_routes.hpp"
#include "exchange.hpp"
#include "faults.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace simcluster {

struct counters {
  std::size_t requests = 0;  ///< without control and truth
  std::map<std::string, std::size_t> by_route;
  std::map<unsigned, std::size_t> by_status;
  std::size_t without_token = 0;
  std::size_t bad_token = 0;
  std::size_t connections = 0;
  std::size_t tls_failures = 0;
  std::size_t in_flight = 0;
  std::size_t max_in_flight = 0;
  std::size_t foreign_contacts = 0;
  std::size_t foreign_with_token = 0;
  std::size_t bytes = 0;
};

/// The whole cluster but its sockets: every request in, every answer out. Not thread-safe.
class cluster {
 public:
  explicit cluster(const scenario& s);

  /// Never throws for what a client sends.
  answer handle(const request& r);
  /// Base URL of the other origin, once it listens.
  void set_foreign(std::string base) { foreign_ = std::move(base); }
  counters& count() { return counters_; }
  const scenario& chosen() const { return scenario_; }
  class world& everything() {
    return world_;
  }
  /// Milliseconds an answer has to wait for, besides what its fault says.
  std::int64_t latency();

 private:
  struct canned {
    answer what;
    std::optional<std::size_t> times;
  };

  std::int64_t clock() const;
  bool let_in(const request& r);
  std::optional<answer> canned_answer(const request& r);
  answer api(const request& r);

  answer truth(const request& r);
  boost::json::array truth_algorithms() const;
  std::string truth_error(std::size_t index) const;
  std::string truth_errors(const std::string& algorithm) const;
  std::string truth_builds(const std::string& algorithm) const;
  std::string truth_versions(const std::string& algorithm) const;
  std::string truth_counters() const;

  answer control(const request& r);
  boost::json::value control_errors(const boost::json::object& o);
  boost::json::value control_answer(const boost::json::object& o);
  boost::json::value control_fault(const boost::json::value& v);
  boost::json::value control_advance(const boost::json::object& o);
  boost::json::value control_algorithm(const boost::json::object& o);
  boost::json::value control_build(const boost::json::object& o);
  std::size_t named(const boost::json::value& full_name) const;

  scenario scenario_;
  std::int64_t skew_ms_ = 0;
  class world world_;
  fault_plan faults_;
  dice dice_;
  std::map<std::string, canned> canned_;  ///< by target or path
  std::string foreign_ = "http://127.0.0.1:1";
  counters counters_;
};

}  // namespace simcluster
