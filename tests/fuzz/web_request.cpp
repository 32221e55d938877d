#include "web/web_request.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "target.hpp"
#include "web/web_route.hpp"

namespace {

namespace http = boost::beast::http;

void require_refusal(const algolog::answer& given) {
  fuzz::require(given.status >= 400 && given.status < 500, "a refusal is the client's fault");
  fuzz::require(given.body && !given.body->empty(), "a refusal says why");
}

void require_route(const algolog::web_request& asked, const http::request_header<>& head,
                   const algolog::routed& found) {
  if (!found.to) return require_refusal(found.rejection);
  fuzz::require(head.count(http::field::host) == 1, "what is answered has one Host");
  fuzz::require(head.count(http::field::transfer_encoding) == 0 && !asked.has_body,
                "what is answered has no body");
  fuzz::require(asked.problem.empty(), "what has a problem is not answered");
  fuzz::require(asked.method == "GET" || asked.method == "HEAD", "only GET and HEAD are answered");
  fuzz::require(asked.path.starts_with('/'), "a path begins with a slash");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  algolog::request_parser parser;
  boost::system::error_code failed;
  parser.put(boost::asio::buffer(text.data(), text.size()), failed);
  if (failed && failed != http::error::need_more) {
    require_refusal(algolog::answer_to_unreadable(failed));
  }
  if (failed || !parser.is_header_done()) return 0;
  const auto& head = parser.get();
  const auto asked = algolog::read_request(head);
  const auto near = algolog::find_route(asked, true);
  const auto far = algolog::find_route(asked, false);
  require_route(asked, head, near);
  require_route(asked, head, far);
  fuzz::require(!near.to || near.to == far.to, "the loopback is stricter, and no other way");
  const bool hopeless = asked.has_body || !asked.problem.empty();
  fuzz::require(!hopeless || far.rejection.may_close, "what cannot be read on ends the connection");
  return 0;
}
