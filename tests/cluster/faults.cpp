#include "faults.hpp"

#include <algorithm>

namespace simcluster {
namespace {

struct body_fault {
  const char* name;
  unsigned status;
  const char* type;
  const char* body;
  const char* meaning;
};

#define OBJECT(code, message)                                                                 \
  "{\"id\":\"6c1b2f5e-97a4-4b0b-8c1e-0a9f3f3f5a21\",\"code\":" code ",\"message\":\"" message \
  "\""                                                                                        \
  "}"
constexpr const char* as_json = "application/json";
constexpr const char* as_text = "text/plain; charset=utf-8";
constexpr const char* proxy_page =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
    "Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

constexpr body_fault body_faults[] = {
    {"object_500", 500, as_json, OBJECT("5001", "Internal error"), "{id, code, message}"},
    {"under_error_500", 500, as_json, "{\"error\":" OBJECT("5001", "Internal error") "}",
     "the object under the key error"},
    {"string_error_500", 500, as_json, "{\"error\":\"Internal error\"}", "the error is a string"},
    {"object_200", 200, as_json, OBJECT("5001", "Internal error"), "error object, status 200"},
    {"under_error_200", 200, as_json, "{\"error\":" OBJECT("5001", "Internal error") "}",
     "error object under error, status 200"},
    {"string_error_200", 200, as_json, "{\"error\":\"No such algorithm\"}",
     "string error, status 200"},
    {"plain_500", 500, as_text, "Internal Server Error", "plain text"},
    {"html_502", 502, "text/html", proxy_page, "the page of a proxy"},
    {"empty_200", 200, as_json, "", "no body, status 200"},
    {"empty_500", 500, "", "", "no body, status 500"},
    {"missing", 404, as_json, OBJECT("1000", "No such algorithm"), "404, code 1000"},
    {"forbidden", 403, as_json, OBJECT("2001", "Not authorized: management access required"),
     "403, code 2001"},
    {"unauthorized", 401, as_json, OBJECT("2002", "Authorization required"), "401, code 2002"},
    {"not_offered", 501, as_json, "{\"error\":" OBJECT("5005", "Feature not implemented") "}",
     "501, code 5005"},
    {"stale_marker", 400, as_json, OBJECT("5002", "Invalid marker"), "400, code 5002"},
    {"limit_refused", 400, as_json, OBJECT("5003", "Limit out of range"), "400, code 5003"},
    {"throttle_429", 429, as_json, "{\"error\":\"Too many requests\"}", "429, Retry-After: N"},
    {"throttle_503", 503, as_text, "Service Unavailable", "503, Retry-After: N"},
    {"throttle_date_429", 429, as_json, "{\"error\":\"Too many requests\"}",
     "429, Retry-After: HTTP date"},
    {"throttle_date_503", 503, "text/html", "<h1>503</h1>", "503, Retry-After: HTTP date"},
    {"garbage", 200, as_json, "\x7f\x45LF not JSON at all }{", "200, not JSON"},
    {"half_json", 200, as_json, "[{\"created_at\":1627571664000,\"request_id\":\"req-ce62",
     "200, JSON that stops half-way, right Content-Length"},
    {"bad_gzip", 200, as_json, "[]", "Content-Encoding: gzip, which it is not"},
    {"redirect", 302, "text/html", "Found", "302 to another host"},
};
#undef OBJECT

struct delivery_fault {
  const char* name;
  delivery how;
  bool arrives;
  const char* meaning;
};
constexpr delivery_fault delivery_faults[] = {
    {"reset", delivery::reset, false, "half the body, then TCP RST"},
    {"truncated", delivery::truncated, false, "half the body, then the end: Content-Length lies"},
    {"trickle", delivery::trickled, true, "the answer in small pieces over MS"},
    {"slow", delivery::whole, true, "the answer after MS"},
    {"hang", delivery::hung, false, "the request is read, and never answered"},
    {"drop", delivery::dropped, false, "the request is read, the connection ends"},
    {"stale", delivery::closed_after, true, "whole answer, then the connection ends unannounced"},
    {"endless", delivery::endless, false, "a body without end"},
    {"chunked", delivery::chunked, true, "whole answer, chunked"},
};

constexpr fault_kind record_faults[] = {
    {"record_not_object", "a number among the records"},
    {"record_no_id", "a record without its id"},
    {"record_wrong_type", "a record whose id is a number"},
    {"record_invalid_utf8", "a record with bytes that are not UTF-8"},
    {"record_lone_surrogate", "a record with the escape \\ud83d alone"},
    {"record_alone", "nothing but a record without its id, and no marker"},
};

struct window_kind {
  const char* name;
  window_fault how;
  const char* meaning;
};
constexpr window_kind window_faults[] = {
    {"no_records", window_fault::empty, "an empty array, or a page without results"},
    {"old_window", window_fault::old, "errors: an answer of before once more, as a cache has it"},
    {"part_of_window", window_fault::part, "errors: about half of the records are left out"},
    {"record_alone", window_fault::alone, ""},
};

constexpr fault_kind header_faults[] = {
    {"not_modified", "304 to whoever sends If-None-Match, whatever has changed"},
    {"wrong_date", "Date is ahead by MS, or behind"},
    {"no_date", "no Date"},
};

template <class Table>
auto row(const Table& table, std::string_view name) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const auto& r) { return name == r.name; });
  return found == std::end(table) ? nullptr : &*found;
}

}  // namespace

std::vector<fault_kind> fault_kinds() {
  std::vector<fault_kind> all;
  for (const auto& f : body_faults) all.push_back({f.name, f.meaning});
  for (const auto& f : delivery_faults) all.push_back({f.name, f.meaning});
  for (const auto& f : record_faults) all.push_back(f);
  for (const auto& f : window_faults) {
    if (*f.meaning != '\0') all.push_back({f.name, f.meaning});
  }
  for (const auto& f : header_faults) all.push_back(f);
  return all;
}

bool known_fault(std::string_view kind) {
  return row(body_faults, kind) || row(delivery_faults, kind) || row(record_faults, kind) ||
         row(window_faults, kind) || row(header_faults, kind);
}

window_fault window_fault_of(std::string_view kind) {
  const auto* found = row(window_faults, kind);
  return found == nullptr ? window_fault::none : found->how;
}

std::string broken_record(std::string_view kind, std::string_view route) {
  if (!row(record_faults, kind)) return "";
  if (kind == "record_not_object") return "42";
  const bool of_errors = route != "builds" && route != "versions";
  const std::string key = of_errors ? "request_id" : route == "builds" ? "build_id" : "git_hash";
  const std::string text = of_errors ? "error" : route == "builds" ? "status" : "release_notes";
  std::string id = '"' + key + "\":\"req-00000000-0000-4000-8000-0000000000ff\"";
  std::string said = "\"A broken record\"";
  if (kind == "record_no_id" || kind == "record_alone") id = "\"created_at\":1627571664000";
  if (kind == "record_wrong_type") id = '"' + key + "\":17";
  if (kind == "record_invalid_utf8") said = "\"caf\xe9 \xff\xfe\"";
  if (kind == "record_lone_surrogate") said = "\"half \\ud83d of a character\"";
  const std::string members = id + ",\"" + text + "\":" + said;
  return route == "versions" ? "{\"version_info\":{" + members + "}}" : "{" + members + "}";
}

fault_plan::fault_plan(std::vector<fault> faults, std::uint64_t seed)
    : faults_(std::move(faults)), dice_(seed_for(seed, "faults")) {}

const fault* fault_plan::throw_for(std::string_view route, std::string_view algorithm) {
  for (auto& f : faults_) {
    if (!f.algorithm.empty() && f.algorithm != algorithm) continue;
    if (!f.route.empty() && f.route != route) continue;
    if (f.times && *f.times == 0) continue;
    if (f.every && ++f.passed % std::max<std::size_t>(*f.every, 1) != 0) continue;
    if (!dice_.chance(f.probability)) continue;
    if (f.times) --*f.times;
    ++injected_[f.kind];
    return &f;
  }
  return nullptr;
}

bool replaces_answer(const fault& f) { return row(body_faults, f.kind) != nullptr; }

answer replacement(const fault& f, const std::string& foreign, std::string_view target,
                   std::int64_t now_ms) {
  const body_fault& b = *row(body_faults, f.kind);
  answer a;
  a.status = b.status;
  a.content_type = b.type;
  a.body = b.body;
  const std::string_view kind = f.kind;
  if (kind.substr(0, 14) == "throttle_date_") {
    a.headers.emplace_back("Retry-After", http_date(now_ms + 1000 * f.retry_after));
  } else if (kind.substr(0, 9) == "throttle_") {
    a.headers.emplace_back("Retry-After", std::to_string(f.retry_after));
  } else if (kind == "bad_gzip") {
    a.headers.emplace_back("Content-Encoding", "gzip");
  } else if (kind == "redirect") {
    a.headers.emplace_back("Location", foreign + std::string(target));
  }
  return a;
}

void disturb(const fault& f, answer& a) {
  if (f.kind == "wrong_date") a.date_ahead_ms = f.ms;
  if (f.kind == "no_date") a.dated = false;
  const delivery_fault* d = row(delivery_faults, f.kind);
  if (d == nullptr) return;
  a.how = d->how;
  if (f.kind == "slow") a.wait_ms = f.ms;
  if (f.kind == "trickle") a.over_ms = f.ms;
}

bool arrives(const fault& f) {
  const delivery_fault* d = row(delivery_faults, f.kind);
  return d == nullptr || d->arrives;
}

}  // namespace simcluster
