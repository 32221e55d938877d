#include "exchange.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <ctime>
#include <stdexcept>

namespace simcluster {

void request::split_target() {
  path = target.substr(0, target.find('?'));
  const auto parsed = boost::urls::parse_origin_form(target);
  understood = parsed.has_value();
  if (!understood) return;
  for (const auto& segment : parsed->segments()) segments.push_back(segment);
  boost::urls::encoding_opts form;
  form.space_as_plus = true;
  for (const auto& param : parsed->params(form)) query[param.key] = param.value;
}

bool answer::has(std::string_view header) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& h) { return boost::beast::iequals(h.first, header); });
}

std::string http_date(std::int64_t at_ms) {
  const auto at = static_cast<std::time_t>(at_ms / 1000);
  std::tm parts{};
  gmtime_r(&at, &parts);
  char text[40];
  const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

std::string answer::head(bool keep_alive) const {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  std::string text = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason) + "\r\n";
  text += "Server: simcluster\r\n";
  if (!content_type.empty()) text += "Content-Type: " + content_type + "\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (how == delivery::chunked)
    text += "Transfer-Encoding: chunked\r\n";
  else if (how == delivery::endless)
    text += "Content-Length: 1000000000000\r\n";
  else if (status != 304)
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (!keep_alive) text += "Connection: close\r\n";
  return text + "\r\n";
}

answer json_answer(unsigned status, std::string body) {
  answer a;
  a.status = status;
  a.body = std::move(body);
  return a;
}

answer api_error(unsigned status, int code, std::string_view message) {
  const boost::json::object body{
      {"id", "0e5b0a3c-5d0e-4c4e-9d53-6f0f2a7f8c11"}, {"code", code}, {"message", message}};
  return json_answer(status, boost::json::serialize(body));
}

answer not_modified(std::string etag) {
  answer a;
  a.status = 304;
  a.content_type.clear();
  a.headers.emplace_back("ETag", std::move(etag));
  return a;
}

void gzip(answer& a) {
  z_stream stream{};
  // 15 + 16: the largest window, in a gzip wrapper.
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(a.body.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(a.body.data());
  stream.avail_in = static_cast<uInt>(a.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  a.body = std::move(packed);
  a.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace simcluster
