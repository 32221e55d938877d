#include "api/fields.hpp"

#include <cmath>
#include <utility>

#include "api/bounded_json.hpp"
#include "api/sorted_json.hpp"
#include "text/iso8601.hpp"

namespace algolog {
namespace json = boost::json;
namespace {

constexpr std::size_t max_short_text = 1024;  // bytes; real ids have 36 to 40

std::string_view article_and_name(const json::value& value) noexcept {
  switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: return "a number";
    case json::kind::string: return "a string";
    case json::kind::array: return "an array";
    case json::kind::object: return "an object";
  }
  return "something else";
}

/// The integer that `value` is, also when it was written as 1.5e3.
std::optional<std::int64_t> as_integer(const json::value& value) noexcept {
  if (const auto* number = value.if_int64()) return *number;
  const auto* number = value.if_double();
  constexpr double exact = 9007199254740992.0;  // 2^53: beyond it several integers are one double
  if (number == nullptr || std::trunc(*number) != *number || std::fabs(*number) > exact) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

}  // namespace

result<fields> fields::parse(std::string_view text) {
  auto value = parse_json(text);
  if (!value) return value.error();
  if (!value->is_object()) {
    return error{errc::unexpected_shape,
                 "expected an object, got " + std::string(article_and_name(*value))};
  }
  return fields(std::move(value->get_object()));
}

std::optional<json::value> fields::take(std::string_view key) {
  const auto found = object_.find(json::string_view(key.data(), key.size()));
  if (found == object_.end()) return std::nullopt;
  json::value value = std::move(found->value());
  object_.erase(found);
  if (value.is_null()) return std::nullopt;
  return value;
}

void fields::mismatch(std::string_view key, std::string_view expected, const json::value& got) {
  if (!problem_.empty()) return;
  problem_.append(key).append(": expected ").append(expected);
  problem_.append(", got ").append(article_and_name(got));
}

std::optional<std::string> fields::text(std::string_view key) {
  const auto value = take(key);
  if (!value) return std::nullopt;
  const auto* string = value->if_string();
  if (string == nullptr) {
    mismatch(key, "a string", *value);
    return std::nullopt;
  }
  return std::string(string->data(), string->size());
}

std::optional<std::string> fields::short_text(std::string_view key) {
  auto value = text(key);
  if (!value || value->size() <= max_short_text) return value;
  if (problem_.empty()) problem_.append(key).append(": longer than 1024 bytes");
  return std::nullopt;
}

std::string fields::required_text(std::string_view key) {
  auto value = short_text(key);
  if (!value || value->empty()) {
    if (problem_.empty()) problem_.append(key).append(": absent or empty");
    return {};
  }
  return std::move(*value);
}

std::optional<std::int64_t> fields::integer(std::string_view key) {
  const auto value = take(key);
  if (!value) return std::nullopt;
  const auto number = as_integer(*value);
  if (!number) mismatch(key, "an integer of 64 bits", *value);
  return number;
}

std::optional<std::int64_t> fields::iso_time(std::string_view key) {
  const auto value = take(key);
  if (!value) return std::nullopt;
  const auto* string = value->if_string();
  const auto time =
      string == nullptr ? std::nullopt : parse_iso8601({string->data(), string->size()});
  if (!time) mismatch(key, "an ISO 8601 time", *value);
  return time;
}

std::optional<bool> fields::boolean(std::string_view key) {
  const auto value = take(key);
  if (!value) return std::nullopt;
  const auto* boolean = value->if_bool();
  if (boolean == nullptr) {
    mismatch(key, "a boolean", *value);
    return std::nullopt;
  }
  return *boolean;
}

std::optional<json::object> fields::object(std::string_view key) {
  auto value = take(key);
  if (!value) return std::nullopt;
  if (!value->is_object()) {
    mismatch(key, "an object", *value);
    return std::nullopt;
  }
  return std::move(value->get_object());
}

void fields::put_back(std::string_view key, fields&& rest) {
  if (rest.object_.empty()) return;
  object_.emplace(json::string_view(key.data(), key.size()), std::move(rest.object_));
}

void fields::adopt_problem(std::string_view key, const fields& nested) {
  if (!problem_.empty() || nested.problem_.empty()) return;
  problem_.append(key).append(".").append(nested.problem_);
}

std::optional<std::string> fields::extra() const {
  if (object_.empty()) return std::nullopt;
  return sorted_json(object_);
}

}  // namespace algolog
