#pragma once

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <set>
#include <string>

#include "cluster.hpp"

namespace simcluster {

// What the tests of the simulated cluster have in common.

inline constexpr std::int64_t start = 1700000000000;
inline constexpr std::int64_t day = 86400000;

inline scenario small() {
  scenario s;
  s.clock = "manual";
  s.start_ms = static_cast<std::size_t>(start);
  s.algorithm_count = 2;
  return s;
}

inline scenario plain() {
  scenario s = small();
  s.pipelines = s.multi_record = s.sparse_fields = s.extra_fields = 0;
  return s;
}

inline answer ask(cluster& c, const std::string& target, const std::string& authorization = "") {
  request r;
  r.method = "GET";
  r.target = target;
  r.base = "http://here";
  r.authorization = authorization;
  r.has_authorization = !authorization.empty();
  r.split_target();
  return c.handle(r);
}

inline answer tell(cluster& c, const std::string& target, const std::string& body) {
  request r;
  r.method = "POST";
  r.target = target;
  r.body = body;
  r.split_target();
  return c.handle(r);
}

inline constexpr const char* one = "acme/algo_000";
inline constexpr const char* two = "acme/algo_001";
inline const std::string errors_of_one = "/v1/algorithms/acme/algo_000/errors";

inline scenario quiet() {
  auto s = plain();
  s.errors = s.builds = 0;
  return s;
}

inline boost::json::array shown(cluster& c, const std::string& name = one) {
  return boost::json::parse(ask(c, "/v1/algorithms/" + name + "/errors").body).as_array();
}

inline std::set<std::string> ids(const boost::json::array& records) {
  std::set<std::string> all;
  for (const auto& r : records) all.insert(boost::json::value_to<std::string>(r.at("request_id")));
  return all;
}

inline boost::json::array truth(cluster& c) {
  return boost::json::parse(ask(c, "/_truth/errors").body).as_array();
}

inline void fail(cluster& c, const std::string& name, int count) {
  tell(c, "/_control/errors",
       R"({"algorithm":")" + name + R"(","generate":)" + std::to_string(count) + "}");
}

inline void advance(cluster& c, std::int64_t ms) {
  tell(c, "/_control/advance", "{\"ms\":" + std::to_string(ms) + "}");
}

}  // namespace simcluster
