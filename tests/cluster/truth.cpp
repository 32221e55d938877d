// The routes of `cluster` that tests compare with.

#include <boost/json/serialize.hpp>

#include "cluster.hpp"
#include "documents.hpp"

namespace simcluster {
namespace json = boost::json;
namespace {

std::string joined(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? ",\n" : "\n") + item;
  return text + "]";
}

template <class Map>
json::object as_object(const Map& from) {
  json::object to;
  for (const auto& [key, value] : from) {
    if constexpr (std::is_same_v<std::decay_t<decltype(key)>, unsigned>) {
      to[std::to_string(key)] = value;
    } else {
      to[key] = value;
    }
  }
  return to;
}

json::value maybe(const std::optional<std::int64_t>& at) {
  return at ? json::value(*at) : json::value(nullptr);
}

json::object as_object(const name_span& span) {
  return {{"name", span.full_name}, {"from", span.from}, {"to", maybe(span.to)}};
}

}  // namespace

answer cluster::truth(const request& r) {
  const auto asked = r.query.find("algorithm");
  const std::string algorithm = asked == r.query.end() ? "" : asked->second;
  if (!algorithm.empty() && world_.find(algorithm) == nullptr) {
    return json_answer(404, R"({"error":"no such algorithm"})");
  }
  const std::string part = r.segments.size() < 2 ? "" : r.segments[1];
  if (part == "errors") return json_answer(200, truth_errors(algorithm));
  if (part == "algorithms") return json_answer(200, json::serialize(truth_algorithms()));
  if (part == "builds") return json_answer(200, truth_builds(algorithm));
  if (part == "versions") return json_answer(200, truth_versions(algorithm));
  if (part == "counters") return json_answer(200, truth_counters());
  if (!part.empty()) return json_answer(404, R"({"error":"no such truth"})");
  return json_answer(
      200, "{\"now\":" + std::to_string(world_.now()) +
               ",\"algorithms\":" + json::serialize(truth_algorithms()) +
               ",\"added_fields\":" + json::serialize(as_object(world_.added_fields())) +
               ",\"counters\":" + truth_counters() + ",\"errors\":" + truth_errors(algorithm) +
               ",\"builds\":" + truth_builds(algorithm) +
               ",\"versions\":" + truth_versions(algorithm) + "}");
}

json::array cluster::truth_algorithms() const {
  json::array all;
  for (const auto& a : world_.algorithms()) {
    json::array names;
    for (const auto& span : a.names) names.push_back(as_object(span));
    all.push_back({{"algorithm", a.full_name},
                   {"uuid", a.uuid},
                   {"names", names},
                   {"deleted_at", maybe(a.deleted_at)}});
  }
  return all;
}

std::string cluster::truth_error(std::size_t index) const {
  const auto& e = world_.errors()[index];
  json::array polled_as;
  json::array windows;
  for (const std::size_t list : e.lists) {
    const auto& a = world_.algorithms()[list];
    polled_as.push_back(json::value(a.full_name));
    windows.push_back({{"algorithm", a.full_name},
                       {"uuid", a.uuid},
                       {"left_at", maybe(a.executions->left_at(index, e, world_.now()))}});
  }
  const json::object about{{"polled_as", polled_as},
                           {"served", e.served},
                           {"arrived_at", e.arrived_at},
                           {"first_served_at", maybe(e.first_served_at)},
                           {"last_served_at", maybe(e.last_served_at)},
                           {"windows", windows}};
  return "{\"record\":" + e.json + "," + json::serialize(about).substr(1);
}

std::string cluster::truth_errors(const std::string& algorithm) const {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < world_.errors().size(); ++i) {
    bool wanted = algorithm.empty();
    for (const std::size_t list : world_.errors()[i].lists) {
      wanted = wanted || world_.algorithms()[list].full_name == algorithm;
    }
    if (wanted) items.push_back(truth_error(i));
  }
  return joined(items);
}

std::string cluster::truth_builds(const std::string& algorithm) const {
  std::vector<std::string> items;
  for (const auto& b : world_.builds()) {
    const std::string& name = world_.algorithms()[b.algorithm].full_name;
    if (!algorithm.empty() && name != algorithm) continue;
    json::object o{{"record", build_document(b)}, {"algorithm", name}};
    o["uuid"] = world_.algorithms()[b.algorithm].uuid;
    o["log_available"] = world_.log_available(b);
    o["log"] = b.ended() ? json::value(world_.log_of(b)) : json::value(nullptr);
    items.push_back(json::serialize(o));
  }
  return joined(items);
}

std::string cluster::truth_versions(const std::string& algorithm) const {
  std::vector<std::string> items;
  for (const auto& a : world_.algorithms()) {
    if (!algorithm.empty() && a.full_name != algorithm) continue;
    for (const std::size_t i : a.versions) {
      json::object o{{"record", version_document(world_, world_.builds()[i], "")}};
      o["algorithm"] = a.full_name;
      o["uuid"] = a.uuid;
      items.push_back(json::serialize(o));
    }
  }
  return joined(items);
}

std::string cluster::truth_counters() const {
  const counters& c = counters_;
  const json::object o{{"now", world_.now()},
                       {"requests", c.requests},
                       {"by_route", as_object(c.by_route)},
                       {"by_status", as_object(c.by_status)},
                       {"faults", as_object(faults_.injected())},
                       {"without_token", c.without_token},
                       {"bad_token", c.bad_token},
                       {"connections", c.connections},
                       {"tls_failures", c.tls_failures},
                       {"in_flight", c.in_flight},
                       {"max_in_flight", c.max_in_flight},
                       {"foreign_contacts", c.foreign_contacts},
                       {"foreign_with_token", c.foreign_with_token},
                       {"bytes", c.bytes}};
  return json::serialize(o);
}

}  // namespace simcluster
