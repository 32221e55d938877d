#include "store/record_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <utility>

#include "api/bounded_json.hpp"
#include "api/sorted_json.hpp"

namespace algolog {
namespace {

namespace json = boost::json;

json::object members_of(const std::optional<std::string>& extra) {
  if (!extra) return {};
  const auto value = parse_json(*extra);
  if (!value || !value->is_object()) return {};
  return value->get_object();
}

void put(json::object& object, std::string_view name, const std::optional<std::string>& value) {
  if (value) object[name] = json::string(*value);
}

void put(json::object& object, std::string_view name, const std::optional<std::int64_t>& value) {
  if (value) object[name] = *value;
}

const json::value* member(const json::object& object, json::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

// parse_json bounds the depth, so these may recurse.
void compare(const json::object& older, const json::object& newer, json_change& change) {
  for (const auto& [key, value] : older) {
    if (!value.is_null() && member(newer, key) == nullptr) change.lacks = true;
  }
  for (const auto& [key, value] : newer) {
    if (value.is_null()) continue;
    const auto* before = member(older, key);
    if (before == nullptr) {
      change.adds = true;
    } else if (before->is_object() && value.is_object()) {
      compare(before->get_object(), value.get_object(), change);
    } else if (*before != value) {
      change.alters = true;
    }
  }
}

void unite(json::object& first, json::object&& second) {
  for (auto& [key, value] : second) {
    if (value.is_null()) continue;
    auto& now = first[key];
    if (now.is_null()) {
      now = std::move(value);
    } else if (now.is_object() && value.is_object()) {
      unite(now.get_object(), std::move(value.get_object()));
    }
  }
}

}  // namespace

std::string as_json(const error_record& record) {
  auto object = members_of(record.extra);
  put(object, "request_id", record.request_id);
  put(object, "created_at", record.created_at);
  if (!record.nameless) {
    put(object, "username", record.username);
    put(object, "algoname", record.algoname);
  }
  put(object, "algoversion", record.algoversion);
  put(object, "input", record.input);
  put(object, "error", record.error);
  put(object, "error_type", record.error_type);
  put(object, "billable_to", record.billable_to);
  put(object, "worker", record.worker);
  return json::serialize(object);
}

std::string as_json(const build_record& record) {
  auto object = members_of(record.extra);
  put(object, "build_id", record.build_id);
  put(object, "status", record.status);
  put(object, "commit_sha", record.commit_sha);
  put(object, "started_at", record.started_at);
  put(object, "finished_at", record.finished_at);
  put(object, "semantic_version", record.semantic_version);
  return json::serialize(object);
}

bool is_same_json(const std::optional<std::string>& left, const std::optional<std::string>& right) {
  if (left == right) return true;
  if (!left || !right) return false;
  const auto a = parse_json(*left);
  const auto b = parse_json(*right);
  return a && b && *a == *b;
}

json_change compare_json(const std::optional<std::string>& older,
                         const std::optional<std::string>& newer) {
  json_change change;
  if (older == newer) return change;
  compare(members_of(older), members_of(newer), change);
  return change;
}

std::optional<std::string> united_json(const std::optional<std::string>& first,
                                       const std::optional<std::string>& second) {
  if (!second || first == second) return first;
  if (!first) return second;
  auto all = members_of(first);
  unite(all, members_of(second));
  return sorted_json(all);
}

}  // namespace algolog
