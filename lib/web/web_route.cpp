#include "web/web_route.hpp"

#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/url/host_type.hpp>
#include <boost/url/parse.hpp>
#include <string_view>
#include <utility>

#include "web/web_request.hpp"

namespace algolog {
namespace {

namespace urls = boost::urls;

constexpr std::array<std::pair<std::string_view, web_route>, 7> routes{
    {{"/", web_route::page},
     {"/metrics", web_route::metrics},
     {"/healthz", web_route::health},
     {"/readyz", web_route::ready},
     {"/status.json", web_route::status},
     {"/style.css", web_route::style},
     {"/icon.svg", web_route::icon}}};

routed reject(unsigned status, std::string why) {
  return {std::nullopt, {}, text_answer(status, std::move(why) + "\n")};
}

std::string list_routes() {
  std::string list = "there is nothing here; there is:";
  for (const auto& [path, to] : routes) list += "\n  " + std::string(path);
  return list;
}

/// An address or localhost, with or without a port.
bool is_local(const std::string& host) {
  const auto parsed = urls::parse_authority({host.data(), host.size()});
  if (!parsed || parsed->has_userinfo()) return false;
  switch (parsed->host_type()) {
    case urls::host_type::ipv4:
    case urls::host_type::ipv6: return true;
    default: break;
  }
  const auto name = parsed->encoded_host();
  return boost::beast::iequals({name.data(), name.size()}, "localhost");
}

/// The connection is closed: where the next request begins is not known, or too far to read to.
routed hopeless(unsigned status, std::string why) {
  auto made = reject(status, std::move(why));
  made.rejection.may_close = true;
  return made;
}

routed not_allowed() {
  auto made = reject(405, "only GET and HEAD are answered here");
  made.rejection.allow = "GET, HEAD";
  return made;
}

}  // namespace

routed find_route(const web_request& request, bool loopback) {
  if (!request.problem.empty()) return hopeless(request.problem_status, request.problem);
  if (loopback && !is_local(request.host)) {
    return reject(403,
                  "algologd is asked over the loopback, and answers there only when asked by an "
                  "address or as localhost, such as http://127.0.0.1:9464/. A proxy before it has "
                  "to send such a Host.");
  }
  if (request.has_body) return hopeless(413, "a request has no body here");
  if (request.method != "GET" && request.method != "HEAD") return not_allowed();
  for (const auto& [known, to] : routes) {
    if (request.path == known) return {to, request.query, {}};
  }
  return reject(404, list_routes());
}

}  // namespace algolog
