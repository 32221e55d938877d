#include "web/status_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "page/page.hpp"
#include "status/readiness.hpp"
#include "status/status_json.hpp"
#include "text/printable.hpp"
#include "web/rendering.hpp"
#include "web/server.hpp"
#include "web/status_source.hpp"

namespace algolog {
namespace asio = boost::asio;
using namespace std::chrono_literals;
namespace {

// A commit may wait for another process's lock and then for a slow disk.
constexpr auto store_patience = 60s;

answer answer_of(std::string type, shared_text body) {
  answer made;
  made.type = std::move(type);
  made.body = std::move(body);
  return made;
}

answer answer_of(std::string type, std::string body) {
  return answer_of(std::move(type), std::make_shared<const std::string>(std::move(body)));
}

answer lasting(std::string type, const shared_text& body) {
  auto made = answer_of(std::move(type), body);
  made.lasting = true;
  return made;
}

shared_text shared(std::string_view text) { return std::make_shared<const std::string>(text); }

asio::awaitable<answer> at_once(answer made) { co_return made; }

std::int64_t whole_seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

server_options options_of(const config& settings) {
  server_options options;
  options.listen = settings.status_listen;
  return options;
}

}  // namespace

class status_server::impl {
 public:
  impl(const config& settings, const metrics& counted, asio::any_io_executor poll_executor,
       std::function<live_state()> live)
      : metrics_(counted),
        source_(settings.store.path, std::move(poll_executor), std::move(live)),
        server_(options_of(settings),
                [this](web_route to, std::string query) { return respond(to, std::move(query)); }) {
  }

  std::uint16_t port() const noexcept { return server_.port(); }

  void stop() {
    source_.interrupt();
    server_.stop();
  }

 private:
  asio::awaitable<answer> respond(web_route to, std::string query);
  asio::awaitable<answer> page(std::string query);
  asio::awaitable<answer> metrics_text();
  asio::awaitable<answer> health();
  asio::awaitable<answer> readiness();
  asio::awaitable<answer> json();

  std::string hung_loop() {
    const auto silent = std::max<std::int64_t>(2, whole_seconds(source_.loop().silent_for()));
    return fmt::format("the event loop has not answered for {} s", silent);
  }

  const metrics& metrics_;
  const shared_text style_ = shared(page_style());
  const shared_text icon_ = shared(page_icon());
  rendering json_{[](const status& now) { return to_json(now) + "\n"; }};
  status_source source_;
  server server_;  ///< last: its thread uses all of the above
};

// No coroutine: it hands on the one that is meant.
asio::awaitable<answer> status_server::impl::respond(web_route to, std::string query) {
  switch (to) {
    case web_route::page: return page(std::move(query));
    case web_route::metrics: return metrics_text();
    case web_route::health: return health();
    case web_route::ready: return readiness();
    case web_route::status: return json();
    case web_route::icon: return at_once(lasting("image/svg+xml", icon_));
    case web_route::style: break;
  }
  return at_once(lasting("text/css; charset=utf-8", style_));
}

asio::awaitable<answer> status_server::impl::page(std::string query) {
  const auto wanted = parse_page_query(query);
  const auto content = co_await source_.page(wanted);
  co_return answer_of("text/html; charset=utf-8", draw_page(content, wanted));
}

asio::awaitable<answer> status_server::impl::metrics_text() {
  const auto now = co_await source_.now();
  co_return answer_of("text/plain; version=0.0.4; charset=utf-8", metrics_.text(*now));
}

asio::awaitable<answer> status_server::impl::health() {
  const auto live = co_await source_.loop().ask();
  if (!live) co_return text_answer(503, hung_loop() + "\n");
  const auto asked = live->store.silent_since.value_or(live->at);
  const auto silent = std::chrono::milliseconds(live->at - asked);
  if (silent < store_patience) co_return text_answer(200, "ok\n");
  co_return text_answer(
      503, fmt::format("the store thread has not answered for {} s\n", whole_seconds(silent)));
}

asio::awaitable<answer> status_server::impl::readiness() {
  const auto now = co_await source_.now();
  if (!now->live) co_return text_answer(503, hung_loop() + "\n");
  std::string why;
  for (const auto& line : unready(*now, now->at)) why += printable(line) + "\n";
  co_return why.empty() ? text_answer(200, "ready\n") : text_answer(503, why);
}

asio::awaitable<answer> status_server::impl::json() {
  const auto now = co_await source_.now();
  co_return answer_of("application/json", json_.of(now));
}

status_server::status_server(const config& settings, const metrics& counted,
                             asio::any_io_executor poll_executor,
                             std::function<live_state()> live) {
  if (settings.status_listen.empty()) return;
  impl_ = std::make_unique<impl>(settings, counted, std::move(poll_executor), std::move(live));
}

status_server::~status_server() { stop(); }

std::uint16_t status_server::port() const noexcept { return impl_ ? impl_->port() : 0; }

void status_server::stop() {
  if (impl_) impl_->stop();
}

}  // namespace algolog
