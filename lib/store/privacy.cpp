#include "store/privacy.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "api/bounded_json.hpp"
#include "digest.hpp"

namespace algolog {
namespace {

namespace json = boost::json;

std::string digest_of(const std::string& text) { return "sha256:" + sha256_hex(text); }

json::value kept_value(const json::value& input, input_privacy how) {
  if (how == input_privacy::drop || input.is_null()) return nullptr;
  const auto text = input.is_string()
                        ? std::string(input.get_string().c_str(), input.get_string().size())
                        : json::serialize(input);
  const auto digest = digest_of(text);
  return json::value(json::string(digest));
}

// The parser bounds the depth, so the recursion is bounded too.
void redact(json::value& value, input_privacy how) {
  if (auto* array = value.if_array()) {
    for (auto& element : *array) redact(element, how);
  }
  if (auto* object = value.if_object()) {
    for (auto& member : *object) {
      if (member.key() == "input") {
        member.value() = kept_value(member.value(), how);
      } else {
        redact(member.value(), how);
      }
    }
  }
}

}  // namespace

std::optional<std::string> kept_input(const std::optional<std::string>& input, input_privacy how) {
  if (!input || how == input_privacy::store) return input;
  if (how == input_privacy::drop) return std::nullopt;
  return digest_of(*input);
}

std::optional<std::string> input_rule::kept(const std::optional<std::string>& input) const {
  const bool is_digest = redacted && how == input_privacy::digest;
  return is_digest ? input : kept_input(input, how);
}

input_match input_rule::match(const std::optional<std::string>& stored,
                              const std::optional<std::string>& input) const {
  if (stored == input) return input_match::same;
  if (!stored) return was_dropped ? input_match::unknown : input_match::added;
  if (!input) return redacted ? input_match::unknown : input_match::lacking;
  const bool same = *stored == digest_of(*input) || (redacted && *input == digest_of(*stored));
  return same ? input_match::same : input_match::different;
}

std::optional<std::string> kept_body(const std::string& body, input_privacy how) {
  if (how == input_privacy::store) return body;
  auto value = parse_json(body);
  if (!value) return std::nullopt;
  redact(*value, how);
  return json::serialize(*value);
}

}  // namespace algolog
