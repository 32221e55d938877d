// The routes of `cluster` that tests steer it by.

#include <openssl/evp.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <stdexcept>

#include "cluster.hpp"
#include "documents.hpp"

namespace simcluster {
namespace json = boost::json;
namespace {

std::string text_of(const json::value& v) { return json::value_to<std::string>(v); }

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

json::object as_object(const fault& f) {
  json::object o{{"kind", f.kind}, {"probability", f.probability}};
  if (!f.algorithm.empty()) o["algorithm"] = f.algorithm;
  if (!f.route.empty()) o["route"] = f.route;
  if (f.times) o["times"] = *f.times;
  if (f.every) o["every"] = *f.every;
  return o;
}

}  // namespace

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
    else if (what == "algorithm")
      result = control_algorithm(v.as_object());
    else if (what == "field")
      world_.add_field(text_of(v.at("name")), v.at("value"));
    else if (what == "rest")
      world_.rest();
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

json::value cluster::control_algorithm(const json::object& o) {
  const auto both = [&o](const char* what) -> const json::value* {
    const auto* two = o.if_contains(what);
    if (two != nullptr && two->as_array().size() != 2) {
      throw std::invalid_argument(std::string(what) + " wants two names");
    }
    return two;
  };
  if (const auto* two = both("swap")) world_.swap_names(named(two->at(0)), named(two->at(1)));
  if (const auto* two = both("rename")) world_.rename(named(two->at(0)), text_of(two->at(1)));
  if (const auto* gone = o.if_contains("delete")) world_.remove(named(*gone));
  if (const auto* made = o.if_contains("create")) world_.create(text_of(*made));
  return json::object{{"algorithms", truth_algorithms()}};
}

}  // namespace simcluster
