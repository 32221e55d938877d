#include "api/api_error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "api/bounded_json.hpp"
#include "api/slice.hpp"
#include "text/printable.hpp"

namespace algolog {
namespace json = boost::json;
namespace {

constexpr std::size_t max_message = 200;        // bytes of upstream text in a line
constexpr std::size_t max_error_body = 65'536;  // a larger body is no error object

/// The error that the body tells of, as far as it does.
struct said {
  bool is_error = false;
  std::int64_t code = 0;
  std::string message;
};

void read_error_object(const json::object& object, said& out) {
  if (const auto* code = object.if_contains("code"); code != nullptr && code->is_int64()) {
    out.code = code->get_int64();
    out.is_error = true;
  }
  if (const auto* message = object.if_contains("message"); message && message->is_string()) {
    out.message.assign(message->get_string().data(), message->get_string().size());
  }
}

/// Whether it has a field of a build, a version, an algorithm or a page. These are the answers that
/// are objects. They may have an `error` as well: a failed build has one.
bool is_answer(const json::object& object) {
  constexpr std::array names{"build_id", "version_info", "name", "results"};
  return std::ranges::any_of(names, [&](const char* name) { return object.contains(name); });
}

said read_body(std::string_view body, bool success) {
  said out;
  const auto text = trim_json(body);
  if (text.empty() || text.front() != '{' || text.size() > max_error_body) return out;
  const auto value = parse_json(text);
  if (!value || !value->is_object()) return out;
  const auto& object = value->get_object();
  if (success && is_answer(object)) return out;
  const auto* nested = object.if_contains("error");
  if (nested == nullptr || nested->is_null()) {
    if (object.contains("message")) read_error_object(object, out);
    return out;
  }
  out.is_error = true;
  if (nested->is_object()) read_error_object(nested->get_object(), out);
  if (const auto* message = nested->if_string()) out.message.assign(*message);
  return out;
}

std::optional<errc> from_code(std::int64_t code) noexcept {
  switch (code) {
    case 1000:
    case 1001:
    case 1009:
    case 7000: return errc::missing;
    case 2001: return errc::forbidden;
    case 2002: return errc::unauthorized;
    case 5001: return errc::server_error;
    case 5002: return errc::invalid_marker;
    case 5003: return errc::limit_refused;
    case 5005: return errc::not_offered;
    default: return std::nullopt;
  }
}

/// Some answers hold no code at all, only these words, and status 200.
std::optional<errc> from_words(std::string_view message) {
  std::string lower(message.substr(0, max_message));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.find("no such") != std::string::npos) return errc::missing;
  if (lower.find("not found") != std::string::npos) return errc::missing;
  if (lower.find("api key") != std::string::npos) return errc::unauthorized;
  if (lower.find("not authorized") != std::string::npos) return errc::forbidden;
  return std::nullopt;
}

std::optional<errc> from_status(unsigned status) noexcept {
  switch (status) {
    case 401: return errc::unauthorized;
    case 403: return errc::forbidden;
    case 404: return errc::missing;
    case 429:
    case 503: return errc::throttled;
    default: break;
  }
  if (status >= 500) return errc::server_error;
  if (status >= 300 && status < 400) return errc::redirected;
  if (status < 200 || status >= 300) return errc::unexpected_status;
  return std::nullopt;
}

errc decide(unsigned status, const said& body) {
  if (status == 429 || status == 503) return errc::throttled;
  if (const auto code = from_code(body.code)) return *code;
  if (const auto code = from_status(status)) return *code;
  return from_words(body.message).value_or(errc::server_error);
}

/// The first line of a body that is no error object: plain text, or a proxy's HTML.
std::string_view first_line(std::string_view body) noexcept {
  const auto text = trim_json(body);
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

std::optional<error> find_api_error(unsigned status, std::string_view body) {
  const bool success = status >= 200 && status < 300;
  const auto what = read_body(body, success);
  if (success && !what.is_error) return std::nullopt;
  std::string detail = "HTTP " + std::to_string(status);
  if (what.code != 0) detail += ", code " + std::to_string(what.code);
  const auto message = what.is_error ? std::string_view(what.message) : first_line(body);
  if (!message.empty()) detail.append(": ").append(printable(message, max_message));
  return error{decide(status, what), std::move(detail)};
}

}  // namespace algolog
