#include "store/record_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "api/bounded_json.hpp"

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

}  // namespace

std::string as_json(const error_record& record) {
  auto object = members_of(record.extra);
  put(object, "request_id", record.request_id);
  put(object, "created_at", record.created_at);
  put(object, "username", record.username);
  put(object, "algoname", record.algoname);
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

}  // namespace algolog
