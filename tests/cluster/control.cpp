// The routes of `cluster` that tests steer it by, and compare with.

#include <openssl/evp.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <stdexcept>

#include "cluster.hpp"

namespace simcluster {
namespace json = boost::json;
namespace {

std::string text_of(const json::value& v) { return json::value_to<std::string>(v); }

std::string joined(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? ",\n" : "\n") + item;
  return text + "]";
}

std::string decoded(const std::string& base64) {
  std::string bytes(base64.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(base64.data()),
                                   static_cast<int>(base64.size()));
  if (size < 0) throw std::invalid_argument("body_base64 is not base64");
  const auto padding = std::count(base64.begin(), base64.end(), '=');
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
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

json::object as_object(const fault& f) {
  json::object o{{"kind", f.kind}, {"probability", f.probability}};
  if (!f.algorithm.empty()) o["algorithm"] = f.algorithm;
  if (!f.route.empty()) o["route"] = f.route;
  if (f.times) o["times"] = *f.times;
  return o;
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
  if (part == "builds") return json_answer(200, truth_builds(algorithm));
  if (part == "versions") return json_answer(200, truth_versions(algorithm));
  if (part == "counters") return json_answer(200, truth_counters());
  if (!part.empty()) return json_answer(404, R"({"error":"no such truth"})");
  json::array algorithms;
  for (const auto& a : world_.algorithms()) {
    algorithms.push_back({{"algorithm", a.full_name}, {"uuid", a.uuid}});
  }
  return json_answer(200, "{\"now\":" + std::to_string(world_.now()) + ",\"algorithms\":" +
                              json::serialize(algorithms) + ",\"counters\":" + truth_counters() +
                              ",\"errors\":" + truth_errors(algorithm) +
                              ",\"builds\":" + truth_builds(algorithm) +
                              ",\"versions\":" + truth_versions(algorithm) + "}");
}

std::string cluster::truth_errors(const std::string& algorithm) const {
  std::vector<std::string> items;
  for (const auto& e : world_.errors()) {
    json::array polled_as;
    bool wanted = algorithm.empty();
    for (const std::size_t list : e.lists) {
      const std::string& name = world_.algorithms()[list].full_name;
      polled_as.push_back(json::value(name));
      wanted = wanted || name == algorithm;
    }
    if (!wanted) continue;
    items.push_back("{\"record\":" + e.json + ",\"polled_as\":" + json::serialize(polled_as) +
                    ",\"served\":" + std::to_string(e.served) + "}");
  }
  return joined(items);
}

std::string cluster::truth_builds(const std::string& algorithm) const {
  std::vector<std::string> items;
  for (const auto& b : world_.builds()) {
    const std::string& name = world_.algorithms()[b.algorithm].full_name;
    if (!algorithm.empty() && name != algorithm) continue;
    json::object o{{"record", build_document(b)}, {"algorithm", name}};
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
      items.push_back(json::serialize(o));
    }
  }
  return joined(items);
}

std::string cluster::truth_counters() const {
  const counters& c = counters_;
  const json::object o{{"requests", c.requests},
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

answer cluster::control(const request& r) {
  const std::string what = r.segments.size() == 2 ? r.segments[1] : "";
  try {
    if (r.method != "POST") throw std::invalid_argument("control routes want POST");
    const json::value v = r.body.empty() ? json::object{} : json::parse(r.body);
    json::value result = json::object{{"ok", true}};
    if (what == "errors")
      result = control_errors(v.as_object());
    else if (what == "answer")
      result = control_answer(v.as_object());
    else if (what == "fault")
      result = control_fault(v);
    else if (what == "advance")
      result = control_advance(v.as_object());
    else if (what == "build")
      result = control_build(v.as_object());
    else if (what == "token")
      scenario_.token_file.clear(), scenario_.token = text_of(v.at("token"));
    else if (what == "reset_counters")
      counters_ = {}, faults_.forget_counts();
    else
      throw std::invalid_argument("no such control route");
    return json_answer(200, json::serialize(result));
  } catch (const std::exception& e) {
    return json_answer(400, json::serialize(json::object{{"error", e.what()}}));
  }
}

std::size_t cluster::named(const json::value& full_name) const {
  const algorithm* a = world_.find(text_of(full_name));
  if (a == nullptr) throw std::invalid_argument("no such algorithm: " + text_of(full_name));
  return world_.index_of(*a);
}

json::value cluster::control_errors(const json::object& o) {
  std::vector<std::size_t> lists{named(o.at("algorithm"))};
  if (const auto* others = o.if_contains("polled_as")) {
    for (const auto& other : others->as_array()) lists.push_back(named(other));
  }
  const std::size_t before = world_.errors().size();
  if (const auto* records = o.if_contains("errors")) {
    for (const auto& record : records->as_array()) world_.add_error(record, lists);
  }
  if (const auto* count = o.if_contains("generate")) {
    world_.generate_errors(lists[0], count->to_number<std::size_t>());
  }
  return {{"added", world_.errors().size() - before}};
}

json::value cluster::control_answer(const json::object& o) {
  const std::string path = text_of(o.at("path"));
  if (o.contains("remove")) return {{"removed", canned_.erase(path)}};
  canned c;
  if (const auto* status = o.if_contains("status")) c.what.status = status->to_number<unsigned>();
  if (const auto* type = o.if_contains("content_type")) c.what.content_type = text_of(*type);
  if (const auto* body = o.if_contains("body")) {
    c.what.body = body->is_string() ? text_of(*body) : json::serialize(*body);
  }
  if (const auto* body = o.if_contains("body_base64")) c.what.body = decoded(text_of(*body));
  if (const auto* headers = o.if_contains("headers")) {
    for (const auto& [name, value] : headers->as_object()) {
      c.what.headers.emplace_back(name, text_of(value));
    }
  }
  const auto* times = o.if_contains("times");
  if (times != nullptr && times->to_number<std::size_t>() > 0) {
    c.times = times->to_number<std::size_t>();
  }
  canned_[path] = std::move(c);
  return {{"ok", true}};
}

json::value cluster::control_fault(const json::value& v) {
  if (v.is_object() && v.get_object().contains("clear")) {
    faults_.clear();
  } else if (v.is_array()) {
    for (const auto& one : v.get_array()) faults_.add(fault::parse(one));
  } else {
    faults_.add(fault::parse(v));
  }
  json::array now;
  for (const auto& f : faults_.faults()) now.push_back(as_object(f));
  return json::object{{"faults", now}};
}

json::value cluster::control_advance(const json::object& o) {
  const auto ms = o.at("ms").to_number<std::int64_t>();
  const auto* quiet = o.if_contains("quiet");
  if (ms < 0) throw std::invalid_argument("time does not go back");
  skew_ms_ += ms;
  if (quiet != nullptr && quiet->as_bool())
    world_.pass_quietly(ms);
  else
    world_.advance(world_.now() + ms);
  return {{"now", world_.now()}};
}

json::value cluster::control_build(const json::object& o) {
  const std::size_t of = named(o.at("algorithm"));
  const algorithm& a = world_.algorithms()[of];
  const auto* id = o.if_contains("build_id");
  std::size_t index = id == nullptr ? world::none : world_.find_build(a, text_of(*id));
  if (index == world::none) {
    const auto* at = o.if_contains("started_at");
    index = world_.start_build(of, at == nullptr ? world_.now() : at->to_number<std::int64_t>());
    if (id != nullptr) world_.build_at(index).build_id = text_of(*id);
  }
  build& b = world_.build_at(index);
  if (const auto* commit = o.if_contains("commit_sha")) b.commit = text_of(*commit);
  if (const auto* log = o.if_contains("log")) b.log = text_of(*log);
  if (const auto* extra = o.if_contains("extra")) b.extra = extra->as_object();
  if (const auto* status = o.if_contains("status")) {
    b.status = text_of(*status);
    if (b.ended() && !b.finished_at) b.finished_at = world_.now();
  }
  if (const auto* version = o.if_contains("publish")) world_.publish(index, text_of(*version));
  return build_document(b);
}

}  // namespace simcluster
