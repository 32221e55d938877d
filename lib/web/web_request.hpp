#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/system/error_code.hpp>
#include <string>

#include "web/answer.hpp"

namespace algolog {

/// Reads a request up to the end of its header, which has at most 16 KiB.
class request_parser : public boost::beast::http::request_parser<boost::beast::http::empty_body> {
 public:
  request_parser();
};

/// What a request says, as far as it matters here (RFC 9112).
struct web_request {
  std::string method;
  std::string path;   ///< of the URI, without its query
  std::string query;  ///< without '?'
  std::string host;   ///< with a port, if there is one: of the URI, or of `Host`
  bool has_body = false;
  std::string problem;  ///< what is wrong with it; empty: nothing
  unsigned problem_status = 400;
};

web_request read_request(const boost::beast::http::request_header<>& head);

/// The answer to what cannot even be read as a request.
answer answer_to_unreadable(const boost::system::error_code& why);

}  // namespace algolog
