#include "scenario.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "faults.hpp"

namespace simcluster {
namespace json = boost::json;
namespace {

using S = scenario;
constexpr field all_fields[] = {
    {"Server", "listen", &S::listen, "address and port; port 0 takes a free one"},
    {"Server", "port_file", &S::port_file, "write the port into this file once listening"},
    {"Server", "tls_cert", &S::tls_cert, "PEM chain: serve HTTPS (TLS 1.2 or newer)"},
    {"Server", "tls_key", &S::tls_key, "PEM private key of tls_cert"},
    {"Server", "make_tls", &S::make_tls, "make ca.pem, cert.pem, key.pem in this folder, use them"},
    {"Server", "log_requests", &S::log_requests, "one line per request on standard error"},
    {"Time and chance", "seed", &S::seed, "the same seed and start give the same cluster"},
    {"Time and chance", "clock", &S::clock, "real, or manual: moves by /_control/advance only"},
    {"Time and chance", "start_ms", &S::start_ms, "clock at the start, ms since the epoch; 0: now"},
    {"Algorithms", "owners", &S::owners, "how many owners share the generated algorithms"},
    {"Errors", "errors", &S::errors, "failed executions each algorithm starts with"},
    {"Errors", "error_rate", &S::error_rate, "failing executions per second and algorithm"},
    {"Errors", "history_days", &S::history_days, "the first errors lie within so many days"},
    {"Errors", "pipelines", &S::pipelines, "part of failures that come from a called algorithm"},
    {"Errors", "multi_record", &S::multi_record, "part of executions with more than one record"},
    {"Errors", "odd_text", &S::odd_text, "part of texts with NUL, emoji, right-to-left, controls"},
    {"Errors", "extra_fields", &S::extra_fields, "part of records with undocumented fields"},
    {"Errors", "sparse_fields", &S::sparse_fields, "part of records with absent or null fields"},
    {"Errors", "order", &S::order, "of the errors array: newest, oldest, shuffled, arrived"},
    {"Errors", "window_executions", &S::window_executions, "executions an errors answer holds"},
    {"Errors", "window_days", &S::window_days, "days an errors answer reaches back"},
    {"Errors", "keep", &S::keep, "the executions held: newest by created_at, or last arrived"},
    {"Errors", "worker_clocks", &S::worker_clocks, "each is wrong by up to so much"},
    {"Errors", "expiry_shift", &S::expiry_shift, "records leave so much after window_days, or -5s"},
    {"Errors", "expiry_jitter", &S::expiry_jitter, "each up to so much earlier or later still"},
    {"Errors", "late", &S::late, "part of executions that arrive at their end only"},
    {"Errors", "gaining", &S::gaining, "part of executions that gain a record later"},
    {"Errors", "twice", &S::twice, "part of executions in which one algorithm fails twice"},
    {"Errors", "long_seconds", &S::long_seconds, "how long those three kinds take at most"},
    {"Builds", "builds", &S::builds, "builds each algorithm starts with"},
    {"Builds", "build_rate", &S::build_rate, "new builds per second and algorithm"},
    {"Builds", "build_seconds", &S::build_seconds, "how long a build takes, half to half more"},
    {"Builds", "failed_builds", &S::failed_builds, "part of builds that fail"},
    {"Builds", "log_delay_seconds", &S::log_delay_seconds, "log is 404 so long after the end"},
    {"Builds", "big_logs", &S::big_logs, "part of logs that are big"},
    {"Builds", "big_log_bytes", &S::big_log_bytes, "how big those are"},
    {"Builds", "published", &S::published, "part of succeeded builds that get published"},
    {"Builds", "publish_seconds", &S::publish_seconds, "mean time from the end to publishing"},
    {"Pages", "max_limit", &S::max_limit, "a limit above is refused, code 5003"},
    {"Pages", "marker_seconds", &S::marker_seconds, "older markers are stale, code 5002; 0: never"},
    {"Pages", "absent_marker", &S::absent_marker, "last page leaves marker and next_link out"},
    {"Pages", "uuid_without_id", &S::uuid_without_id, "algorithm by UUID comes without id"},
    {"Pages", "uuid_without_owner", &S::uuid_without_owner, "and without self_link"},
    {"Access", "token", &S::token, "the only token let in; empty lets everybody in"},
    {"Access", "token_file", &S::token_file, "read the token from here at every request"},
    {"Access", "scheme", &S::scheme, "of Authorization: simple, bearer, raw, any"},
    {"Answers", "latency", &S::latency, "wait before every answer, e.g. 5ms"},
    {"Answers", "jitter", &S::jitter, "up to so much more, at random"},
    {"Answers", "idle_timeout", &S::idle_timeout, "close a connection idle for so long"},
    {"Answers", "gzip", &S::gzip, "compress for clients that accept it"},
    {"Answers", "chunked", &S::chunked, "Transfer-Encoding: chunked instead of Content-Length"},
    {"Answers", "etags", &S::etags, "ETag, and 304 to an If-None-Match that has it"},
};

template <class T>
T number(std::string_view text) {
  T value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) {
    throw std::invalid_argument("not a number: " + std::string(text));
  }
  return value;
}

std::string text_of(const json::value& v) { return json::value_to<std::string>(v); }

void set(std::string& to, const json::value& v) { to = text_of(v); }
void set(bool& to, const json::value& v) { to = v.as_bool(); }
void set(std::size_t& to, const json::value& v) { to = v.to_number<std::size_t>(); }
void set(double& to, const json::value& v) { to = v.to_number<double>(); }
void set(std::int64_t& to, const json::value& v) { to = v.to_number<std::int64_t>(); }
void set(duration& to, const json::value& v) {
  to = v.is_string() ? duration::parse(text_of(v)) : duration{v.to_number<std::int64_t>()};
}
template <class T>
void set(std::optional<T>& to, const json::value& v) {
  set(to.emplace(), v);
}

/// Moves a member of `from` into `to`, where there is one.
template <class T>
void take(json::object& from, const char* key, T& to) {
  if (const auto* v = from.if_contains(key)) set(to, *v);
  from.erase(key);
}

[[noreturn]] void unknown(std::string_view what) {
  throw std::invalid_argument("unknown key: " + std::string(what));
}

std::pair<std::string, std::string> split_name(const std::string& id) {
  const auto slash = id.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == id.size()) {
    throw std::invalid_argument("not OWNER/NAME: " + id);
  }
  return {id.substr(0, slash), id.substr(slash + 1)};
}

const fault& checked(const fault& f) {
  if (!known_fault(f.kind)) throw std::invalid_argument("unknown fault kind: " + f.kind);
  return f;
}

void apply_algorithms(const json::value& from, scenario& to) {
  if (!from.is_array()) return set(to.algorithm_count, from);
  to.algorithms.clear();
  for (const auto& item : from.as_array()) {
    to.algorithms.push_back(algorithm_spec::parse(item));
    if (!item.is_object() || !item.as_object().contains("faults")) continue;
    for (const auto& one : item.at("faults").as_array()) {
      fault f = fault::parse(one);
      f.algorithm = to.algorithms.back().full_name();
      to.faults.push_back(std::move(f));
    }
  }
}

void apply_one(std::string_view key, const json::value& v, scenario& to) {
  if (key == "algorithms") return apply_algorithms(v, to);
  if (key == "faults") {
    for (const auto& one : v.as_array()) to.faults.push_back(fault::parse(one));
    return;
  }
  const auto found = std::find_if(std::begin(all_fields), std::end(all_fields),
                                  [&](const field& f) { return key == f.name; });
  if (found == std::end(all_fields)) unknown(key);
  std::visit([&](auto member) { set(to.*member, v); }, found->where);
}

}  // namespace

std::span<const field> fields() { return all_fields; }

duration duration::parse(std::string_view text) {
  static constexpr std::pair<std::string_view, double> units[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
  const auto digits = std::min(text.find_first_not_of("-0123456789."), text.size());
  const auto unit = text.substr(digits);
  for (const auto& [name, factor] : units) {
    if (unit == name || (unit.empty() && name == "ms")) {
      return {std::llround(number<double>(text.substr(0, digits)) * factor)};
    }
  }
  throw std::invalid_argument("not a duration (5ms, 2s, 10m, 1h, 7d, -3s): " + std::string(text));
}

algorithm_spec algorithm_spec::parse(const json::value& from) {
  algorithm_spec spec;
  const bool by_name = from.is_string();
  std::tie(spec.owner, spec.name) = split_name(text_of(by_name ? from : from.at("id")));
  if (by_name) return spec;
  json::object o = from.as_object();
  o.erase("id");
  o.erase("faults");
  take(o, "uuid", spec.uuid);
  take(o, "calls", spec.calls);
  take(o, "errors", spec.errors);
  take(o, "builds", spec.builds);
  take(o, "error_rate", spec.error_rate);
  take(o, "build_rate", spec.build_rate);
  if (!o.empty()) unknown(o.begin()->key());
  return spec;
}

fault fault::parse(std::string_view text) {
  fault f;
  if (const auto colon = text.find(':'); colon != text.npos) {
    f.algorithm = std::string(text.substr(0, colon));
    split_name(f.algorithm);
    text.remove_prefix(colon + 1);
  }
  const auto equals = std::min(text.find('='), text.size());
  f.kind = std::string(text.substr(0, equals));
  if (equals < text.size()) f.probability = number<double>(text.substr(equals + 1));
  return checked(f);
}

fault fault::parse(const json::value& from) {
  if (from.is_string()) return parse(std::string_view(from.as_string()));
  fault f;
  json::object o = from.as_object();
  take(o, "kind", f.kind);
  take(o, "probability", f.probability);
  take(o, "algorithm", f.algorithm);
  take(o, "route", f.route);
  take(o, "times", f.times);
  take(o, "every", f.every);
  take(o, "ms", f.ms);
  take(o, "retry_after", f.retry_after);
  if (!o.empty()) unknown(o.begin()->key());
  return checked(f);
}

void apply(const json::value& from, scenario& to) {
  for (const auto& [key, v] : from.as_object()) {
    if (key == "comment") continue;
    try {
      apply_one(key, v, to);
    } catch (const std::exception& e) {
      throw std::invalid_argument(std::string(key) + ": " + e.what());
    }
  }
}

scenario load_scenario(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  scenario s;
  try {
    apply(json::parse(text.str()), s);
  } catch (const std::exception& e) {
    throw std::runtime_error(path + ": " + e.what());
  }
  return s;
}

void validate(const scenario& s) {
  const auto one_of = [](const char* what, const std::string& value, const std::string& choices) {
    if (choices.find(' ' + value + ' ') == std::string::npos || value.empty()) {
      throw std::invalid_argument(std::string(what) + " is one of" + choices);
    }
  };
  one_of("clock", s.clock, " real manual ");
  one_of("order", s.order, " newest oldest shuffled arrived ");
  one_of("keep", s.keep, " newest arrived ");
  one_of("scheme", s.scheme, " simple bearer raw any ");
  if (s.tls_cert.empty() != s.tls_key.empty()) {
    throw std::invalid_argument("tls_cert and tls_key go together");
  }
}

std::vector<algorithm_spec> algorithms_of(const scenario& s) {
  if (!s.algorithms.empty()) return s.algorithms;
  static constexpr std::array owners{"acme", "globex", "initech", "umbrella", "hooli"};
  std::vector<algorithm_spec> made(s.algorithm_count);
  for (std::size_t i = 0; i < made.size(); ++i) {
    const std::size_t owner = i % std::max<std::size_t>(s.owners, 1);
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "algo_%03zu", i);
    made[i].owner = owner < owners.size() ? owners[owner] : "owner_" + std::to_string(owner);
    made[i].name = name.data();
  }
  return made;
}

}  // namespace simcluster
