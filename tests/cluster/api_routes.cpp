#include "api_routes.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <charconv>
#include <cstdio>

#include "documents.hpp"

namespace simcluster {
namespace json = boost::json;
namespace {

using names = std::vector<std::string>;

bool match_rest(const names& rest, route_match& m) {
  if (rest.empty())
    m.name = "algorithm";
  else if (rest == names{"errors"})
    m.name = "errors";
  else if (m.by_uuid)
    return false;
  else if (rest == names{"builds"})
    m.name = "builds";
  else if (rest == names{"versions"})
    m.name = "versions";
  else if (rest.size() == 2 && rest[0] == "builds")
    m.name = "build";
  else if (rest.size() == 2 && rest[0] == "versions")
    m.name = "version";
  else if (rest.size() == 3 && rest[0] == "builds" && rest[2] == "logs")
    m.name = "log";
  else
    return false;
  if (rest.size() > 1) m.id = rest[1];
  return true;
}

bool looks_like_uuid(const std::string& text) {
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-';
}

std::string array_of(std::vector<std::string> items, const std::string& broken) {
  if (!broken.empty()) {
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2), broken);
  }
  std::string text = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += ',';
    text += items[i];
  }
  return text + "]";
}

/// What the window shows, with what goes wrong about it.
std::vector<std::size_t> spoiled(std::vector<std::size_t> window, const algorithm& a,
                                 window_fault how, dice& d) {
  if (how == window_fault::empty || how == window_fault::alone) window.clear();
  if (how == window_fault::old && !a.past_windows.empty()) window = d.pick(a.past_windows);
  if (how == window_fault::part) std::erase_if(window, [&](auto) { return d.chance(0.5); });
  return window;
}

void put_in_order(std::vector<std::size_t>& window, const std::string& order, dice& d) {
  if (order == "oldest") std::reverse(window.begin(), window.end());
  if (order == "arrived") std::sort(window.rbegin(), window.rend());
  if (order == "shuffled") {
    for (std::size_t i = window.size(); i > 1; --i) std::swap(window[i - 1], window[d.below(i)]);
  }
}

answer errors_answer(std::vector<std::size_t> window, world& w, const scenario& s,
                     const surroundings& around, dice& d) {
  put_in_order(window, s.order, d);
  std::vector<std::string> items;
  for (const std::size_t i : window) items.push_back(w.errors()[i].json);
  if (around.count) w.count_served(window);
  return json_answer(200, array_of(std::move(items), around.broken_record));
}

answer errors_of(const algorithm& a, world& w, const scenario& s, const surroundings& around,
                 dice& d) {
  auto window = w.error_window(a);
  w.remember_window(a, window);
  return errors_answer(spoiled(std::move(window), a, around.window, d), w, s, around, d);
}

// A marker is what a client must not take apart: it holds all that has a meaning in a query.
std::string make_marker(const std::string& collection, const build& b, std::int64_t now) {
  return collection + "/+" + b.build_id + "&at=" + std::to_string(now) + "==";
}

std::optional<std::size_t> read_marker(const std::string& marker, const std::string& collection,
                                       const algorithm& a, const world& w, double seconds) {
  const std::string head = collection + "/+";
  const auto at = marker.rfind("&at=");
  if (marker.rfind(head, 0) != 0 || at == std::string::npos) return std::nullopt;
  std::int64_t made_at = 0;
  const char* const end = marker.data() + marker.size();
  const auto parsed = std::from_chars(marker.data() + at + 4, end, made_at);
  if (parsed.ec != std::errc{} || std::string_view(parsed.ptr, end) != "==") return std::nullopt;
  if (seconds > 0 && static_cast<double>(w.now() - made_at) > seconds * 1000) return std::nullopt;
  const auto found = w.find_build(a, marker.substr(head.size(), at - head.size()));
  return found == world::none ? std::nullopt : std::optional(found);
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') {
      out += c;
    } else {
      char code[4];
      std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned>(c) & 0xffu);
      out += code;
    }
  }
  return out;
}

std::optional<std::size_t> read_limit(const request& r, std::size_t otherwise, std::size_t most) {
  const auto found = r.query.find("limit");
  if (found == r.query.end()) return otherwise;
  std::size_t limit = 0;
  const std::string& text = found->second;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), limit);
  const bool whole = ec == std::errc{} && end == text.data() + text.size();
  return whole && limit >= 1 && limit <= most ? std::optional(limit) : std::nullopt;
}

std::vector<std::size_t> versions_asked_for(const algorithm& a, const world& w, const request& r) {
  const auto is = [&](const char* key, const char* value) {
    const auto found = r.query.find(key);
    return found != r.query.end() && found->second == value;
  };
  if (is("callable", "false")) return {};
  if (!is("published", "false")) return a.versions;
  std::vector<std::size_t> unpublished;
  for (const std::size_t i : a.builds) {
    const build& b = w.builds()[i];
    if (b.status == "succeeded" && !b.semantic_version) unpublished.push_back(i);
  }
  return unpublished;
}

answer page_answer(const route_match& m, const request& r, const world& w, const scenario& s,
                   const surroundings& around) {
  const bool builds = m.name == "builds";
  const auto limit =
      read_limit(r, std::min<std::size_t>(builds ? 10 : 50, s.max_limit), s.max_limit);
  if (!limit) return api_error(400, 5003, "Limit must be between 1 and the maximum");
  std::optional<std::size_t> after;
  if (const auto marker = r.query.find("marker"); marker != r.query.end()) {
    after = read_marker(marker->second, m.name, *m.of, w, s.marker_seconds);
    if (!after) return api_error(400, 5002, "Invalid marker");
  }
  const auto list = builds ? m.of->builds : versions_asked_for(*m.of, w, r);
  const bool spoiled = around.window == window_fault::empty || around.window == window_fault::alone;
  const page p = spoiled ? page{} : world::page_of(list, *limit, after);
  std::vector<std::string> items;
  for (const std::size_t i : p.items) {
    const build& b = w.builds()[i];
    items.push_back(
        json::serialize(builds ? build_document(b) : version_document(w, b, around.base)));
  }
  const std::string results =
      "\"results\":" + array_of(std::move(items), around.broken_record) + "}";
  if (!p.last && s.absent_marker) return json_answer(200, "{" + results);
  json::value marker;
  json::value link;
  if (p.last) {
    const std::string text = make_marker(m.name, w.builds()[*p.last], w.now());
    marker = text;
    // Another origin on purpose: a client that follows it gives its token away.
    link = around.foreign + r.path + "?limit=" + std::to_string(*limit) +
           "&marker=" + percent_encoded(text);
  }
  return json_answer(200, "{\"marker\":" + json::serialize(marker) +
                              ",\"next_link\":" + json::serialize(link) + "," + results);
}

answer algorithm_answer(const route_match& m, const world& w, const scenario& s,
                        const surroundings& around) {
  const algorithm& a = *m.of;
  if (a.builds.empty()) {
    json::object bare{{"id", a.uuid}, {"name", a.spec.name}, {"resource_type", "algorithm"}};
    return json_answer(200, json::serialize(bare));
  }
  const std::size_t newest = a.versions.empty() ? a.builds.back() : a.versions.back();
  json::object document = version_document(w, w.builds()[newest], around.base);
  if (m.by_uuid && s.uuid_without_id) document.erase("id");
  if (m.by_uuid && s.uuid_without_owner) document.erase("self_link");
  return json_answer(200, json::serialize(document));
}

answer build_answer(const route_match& m, const world& w, const surroundings& around) {
  const std::size_t found =
      m.name == "version" ? w.find_commit(*m.of, m.id) : w.find_build(*m.of, m.id);
  if (found == world::none) return api_error(404, 1009, "No such " + m.name);
  const build& b = w.builds()[found];
  if (m.name == "build") return json_answer(200, json::serialize(build_document(b)));
  if (m.name == "log") {
    if (!w.log_available(b)) return json_answer(404, R"({"error":"Build logs not found"})");
    return json_answer(200, json::serialize(json::object{{"logs", w.log_of(b)}}));
  }
  if (!b.ended()) return api_error(404, 1009, "No such version");
  json::object document = version_document(w, b, around.base);
  document["compilation"] = {{"successful", b.status == "succeeded"}, {"output", w.log_of(b)}};
  return json_answer(200, json::serialize(document));
}

bool known_owner(const world& w, const std::string& owner) {
  return std::any_of(w.algorithms().begin(), w.algorithms().end(),
                     [&](const algorithm& a) { return a.spec.owner == owner && !a.deleted_at; });
}

}  // namespace

route_match match_route(const request& r, const world& w) {
  route_match m;
  const names& s = r.segments;
  if (s.size() < 3 || s[0] != "v1") return m;
  if ((s[1] == "organizations" || s[1] == "users") && s.size() == 4 && s[3] == "errors") {
    m.name = "account_errors";
    m.owner = s[2];
    return m;
  }
  if (s[1] != "algorithms") return m;
  m.by_uuid = looks_like_uuid(s[2]);
  if (!m.by_uuid && s.size() < 4) return m;
  const names rest(s.begin() + (m.by_uuid ? 3 : 4), s.end());
  if (!match_rest(rest, m)) return m;
  m.of = m.by_uuid ? w.find_uuid(s[2]) : w.find(s[2] + "/" + s[3]);
  return m;
}

answer answer_route(const route_match& m, const request& r, world& w, const scenario& s,
                    const surroundings& around, dice& d) {
  if (m.name == "unknown") return json_answer(404, R"({"error":"Not found"})");
  if (r.method != "GET") return json_answer(405, R"({"error":"Method not allowed"})");
  if (m.name == "account_errors") {
    if (!known_owner(w, m.owner)) return json_answer(404, R"({"error":"No such account"})");
    return errors_answer(w.owner_window(m.owner), w, s, around, d);
  }
  if (m.of == nullptr) {
    return m.by_uuid ? api_error(404, 1001, "No algorithm found with this id")
                     : api_error(404, 1000, "No such algorithm");
  }
  if (m.name == "errors") return errors_of(*m.of, w, s, around, d);
  if (m.name == "builds" || m.name == "versions") return page_answer(m, r, w, s, around);
  if (m.name == "algorithm") return algorithm_answer(m, w, s, around);
  return build_answer(m, w, around);
}

}  // namespace simcluster
