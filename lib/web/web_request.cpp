#include "web/web_request.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/none.hpp>
#include <boost/url/parse.hpp>
#include <string_view>

#include "text/ascii.hpp"

namespace algolog {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace urls = boost::urls;

constexpr std::uint32_t most_header = 16U << 10;  // bytes

using header = http::request_header<>;

web_request& reject(web_request& made, std::string why, unsigned status = 400) {
  if (made.problem.empty()) {
    made.problem = std::move(why);
    made.problem_status = status;
  }
  return made;
}

/// Otherwise the end of the request is not known (RFC 9112, 6.3).
bool ends_in_chunked(const header& head) {
  std::string last;
  const auto fields = head.equal_range(http::field::transfer_encoding);
  for (auto at = fields.first; at != fields.second; ++at) {
    for (const auto& coding : http::token_list(at->value())) last = std::string(coding);
  }
  return beast::iequals(last, "chunked");
}

void read_body(const header& head, web_request& made) {
  const auto length = head[http::field::content_length];
  const bool empty = std::ranges::all_of(length, [](char c) { return c == '0'; });
  const bool coded = head.count(http::field::transfer_encoding) > 0;
  made.has_body = coded || !empty;
  if (coded && !ends_in_chunked(head))
    reject(made, "the Transfer-Encoding does not end in chunked");
}

bool is_letter_or_digit(char c) { return ascii::is_letter(c) || ascii::is_digit(c); }

bool is_port(std::string_view text) { return std::ranges::all_of(text, ascii::is_digit); }

/// "host" or "host:port" (RFC 3986, 3.2.2), without a user. Boost.URL does not
/// accept names that begin like an address, such as 127.0.0.1.example.com.
bool is_host(std::string_view text) {
  if (text.starts_with('[')) return urls::parse_authority({text.data(), text.size()}).has_value();
  const auto end = std::min(text.find(':'), text.size());
  const auto may_be = [](char c) {
    return is_letter_or_digit(c) ||
           std::string_view("-._~%!$&'()*+,;=").find(c) != std::string_view::npos;
  };
  return std::ranges::all_of(text.substr(0, end), may_be) &&
         is_port(text.substr(std::min(end + 1, text.size())));
}

void read_host(const header& head, web_request& made) {
  const auto hosts = head.count(http::field::host);
  if (hosts != 1) reject(made, hosts == 0 ? "the request has no Host" : "there are several Hosts");
  made.host = std::string(head[http::field::host]);
  if (!is_host(made.host)) reject(made, "the Host is no host");
}

void split(std::string_view uri, web_request& made) {
  const auto end = std::min(uri.find('?'), uri.size());
  made.path = std::string(uri.substr(0, end));
  made.query = std::string(uri.substr(std::min(end + 1, uri.size())));
}

/// A whole URL: its host counts, whatever `Host` says (RFC 9112, 3.2.2).
void read_absolute(std::string_view uri, web_request& made) {
  const auto scheme = uri.substr(0, std::min(uri.find("://"), uri.size()));
  const auto rest = uri.substr(std::min(scheme.size() + 3, uri.size()));
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  made.host = std::string(rest.substr(0, end));
  const bool known = std::ranges::all_of(scheme, is_letter_or_digit) && !scheme.empty();
  if (!known || made.host.empty() || made.host.starts_with(':') || !is_host(made.host) ||
      rest.find('#') != rest.npos) {
    reject(made, "the target is neither a path nor a URL");
  }
  if (!beast::iequals(scheme, "http")) reject(made, "only http:// is served here", 421);
  split(rest.substr(end), made);
  if (made.path.empty()) made.path.push_back('/');
}

}  // namespace

request_parser::request_parser() {
  header_limit(most_header);
  body_limit(boost::none);  // none is read, however long it is said to be
}

web_request read_request(const header& head) {
  web_request made;
  made.method = std::string(head.method_string());
  read_body(head, made);
  read_host(head, made);
  const std::string uri(head.target());
  if (uri.starts_with('/')) {
    split(uri, made);
  } else if (made.method == "OPTIONS" && uri == "*") {
    made.path = uri;
  } else {
    read_absolute(uri, made);
  }
  return made;
}

answer answer_to_unreadable(const boost::system::error_code& why) {
  const bool large = why == http::error::header_limit || why == http::error::buffer_overflow;
  return large ? text_answer(431, "the header has more than 16 KiB\n")
               : text_answer(400, "that is no HTTP request\n");
}

}  // namespace algolog
