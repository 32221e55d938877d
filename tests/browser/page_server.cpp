#include "page_server.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "page/page.hpp"

namespace algolog::test {
namespace {

namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

}  // namespace

page_server::page_server(std::function<std::string(std::string_view)> draw)
    : draw_(std::move(draw)),
      acceptor_(io_, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)),
      thread_([this] { serve(); }) {}

page_server::~page_server() {
  ended_ = true;
  boost::system::error_code ignored;
  tcp::socket wake(io_);
  wake.connect(acceptor_.local_endpoint(), ignored);
  thread_.join();
}

std::string page_server::url() const {
  return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/";
}

void page_server::serve() {
  while (!ended_) {
    boost::system::error_code failed;
    tcp::socket peer(io_);
    acceptor_.accept(peer, failed);
    if (!failed && !ended_) answer(peer);
  }
}

void page_server::answer(tcp::socket& peer) {
  boost::system::error_code failed;
  boost::beast::flat_buffer buffer;
  http::request<http::empty_body> request;
  http::read(peer, buffer, request, failed);
  if (failed) return;
  const auto target = std::string(request.target());
  http::response<http::string_body> response{http::status::ok, 11};
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri "
               "'none'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Connection", "close");
  if (target == "/style.css") {
    response.set("Content-Type", "text/css; charset=utf-8");
    response.body() = page_style();
  } else if (target == "/icon.svg") {
    response.set("Content-Type", "image/svg+xml");
    response.body() = page_icon();
  } else {
    response.set("Content-Type", "text/html; charset=utf-8");
    response.body() = draw_(target.find('?') == std::string::npos
                                ? std::string_view()
                                : std::string_view(target).substr(target.find('?') + 1));
  }
  response.prepare_payload();
  http::write(peer, response, failed);
}

}  // namespace algolog::test
