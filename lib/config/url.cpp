#include "config/url.hpp"

#include <algorithm>
#include <boost/url/host_type.hpp>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/scheme.hpp>
#include <boost/url/url_view.hpp>

namespace algolog {
namespace {

namespace urls = boost::urls;

constexpr std::string_view example = R"(as in "https://api.example.com")";

parsed_url unparsed(std::string text) { return {std::nullopt, std::move(text)}; }

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool is_host_name(std::string_view host) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  // The resolver accepts a final dot, but no certificate has one, and SNI must not have it.
  return !host.empty() && host.back() != '.' && std::ranges::all_of(host, allowed);
}

// Nothing for a name that could not be looked up, and for the IPvFuture form.
std::optional<std::string> host_of(const urls::url_view& url) {
  switch (url.host_type()) {
    case urls::host_type::ipv4:
    case urls::host_type::ipv6: return url.host_address();
    case urls::host_type::name: break;
    default: return std::nullopt;
  }
  std::string name = lower(url.host_name());
  if (!is_host_name(name)) return std::nullopt;
  return name;
}

// Nothing for a port that is not 1..65535; the scheme's own where none is given.
std::optional<std::uint16_t> port_of(const urls::url_view& url, std::uint16_t usual) {
  if (!url.has_port() || url.port().empty()) return usual;
  if (url.port_number() == 0) return std::nullopt;
  return url.port_number();
}

std::string prefix_of(const urls::url_view& url) {
  std::string path(url.encoded_path().data(), url.encoded_path().size());
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path;
}

parsed_url parse_url(std::string_view text) {
  const auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed)
    return unparsed("is not a URL; write scheme, host and port, " + std::string(example));
  const urls::url_view url = *parsed;
  if (url.scheme_id() != urls::scheme::http && url.scheme_id() != urls::scheme::https)
    return unparsed("has a scheme other than https and http; write it " + std::string(example));
  if (url.has_userinfo())
    return unparsed("holds a user name or password; the key belongs in api_key_file");
  if (url.has_query() || url.has_fragment())
    return unparsed("has a query or fragment; leave out what follows '?' or '#'");
  origin made;
  made.tls = url.scheme_id() == urls::scheme::https;
  const auto host = host_of(url);
  if (!host) return unparsed("has no usable host; write it " + std::string(example));
  const auto port = port_of(url, made.tls ? 443 : 80);
  if (!port) return unparsed("has a port that is not 1 to 65535; correct it");
  made.host = *host;
  made.port = *port;
  made.base_path = prefix_of(url);
  return {made, {}};
}

}  // namespace

std::string origin::display() const {
  std::string text = tls ? "https://" : "http://";
  const bool brackets = host.find(':') != std::string::npos;
  text += brackets ? "[" + host + "]" : host;
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text + base_path;
}

parsed_url parse_base_url(std::string_view text) {
  parsed_url made = parse_url(text);
  if (made.value && (made.value->base_path == "/v1" || made.value->base_path.ends_with("/v1")))
    return unparsed("ends in /v1, which every request begins with anyway; leave it out");
  return made;
}

parsed_url parse_proxy_url(std::string_view text) {
  const std::string form = R"(; write it as "http://host:port")";
  const auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed) return unparsed("is not a URL" + form);
  if (parsed->scheme_id() != urls::scheme::http)
    return unparsed("has a scheme other than http" + form);
  if (!parsed->has_port() || parsed->port().empty()) return unparsed("has no port" + form);
  if (parsed->has_userinfo())
    return unparsed("holds a user name or password, which proxies are not sent" + form);
  parsed_url made = parse_url(text);
  if (made.value && !made.value->base_path.empty()) return unparsed("has a path" + form);
  return made;
}

bool is_loopback(std::string_view host) {
  if (lower(std::string(host)) == "localhost") return true;
  if (const auto v4 = urls::parse_ipv4_address({host.data(), host.size()})) {
    return v4->is_loopback();
  }
  const auto v6 = urls::parse_ipv6_address({host.data(), host.size()});
  if (!v6 || !v6->is_v4_mapped()) return v6 && v6->is_loopback();
  constexpr std::size_t first_of_v4 = 12;
  return v6->to_bytes()[first_of_v4] == 127;
}

bool is_address(std::string_view host) {
  return urls::parse_ipv4_address({host.data(), host.size()}) ||
         urls::parse_ipv6_address({host.data(), host.size()});
}

std::optional<host_port> parse_host_port(std::string_view text) {
  const std::string whole = "http://" + std::string(text);
  const auto parsed = urls::parse_uri({whole.data(), whole.size()});
  if (!parsed || parsed->has_userinfo() || !parsed->encoded_path().empty()) return std::nullopt;
  if (parsed->has_query() || parsed->has_fragment()) return std::nullopt;
  if (!parsed->has_port() || parsed->port().empty()) return std::nullopt;
  const bool zero = parsed->port() == "0";
  if (parsed->port_number() == 0 && !zero) return std::nullopt;
  const auto host = host_of(*parsed);
  if (!host) return std::nullopt;
  return host_port{*host, parsed->port_number()};
}

}  // namespace algolog
