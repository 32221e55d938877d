#include "http/pool.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "http/connection.hpp"

namespace algolog {
namespace {

// Below the 60 s after which common servers and load balancers hang up.
constexpr auto max_age = std::chrono::seconds(50);

/// Whether nothing came since the last answer. Otherwise the peer has closed the connection, or
/// sent bytes that are no answer to the next request (408 from a load balancer).
bool is_quiet(connection& idle) {
  char byte = 0;
  const auto descriptor = idle.tcp().socket().native_handle();
  return ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

pool::pool(std::size_t max_idle) : max_idle_(max_idle) {}
pool::~pool() = default;

std::unique_ptr<connection> pool::take() {
  drop_aged();
  while (!idle_.empty()) {
    auto last = std::move(idle_.back());
    idle_.pop_back();
    last->reused = true;
    if (is_quiet(*last)) return last;
  }
  return nullptr;
}

void pool::put(std::unique_ptr<connection> idle) {
  drop_aged();
  if (idle_.size() >= max_idle_) return;
  idle->tcp().expires_never();
  idle->idle_since = std::chrono::steady_clock::now();
  idle_.push_back(std::move(idle));
}

void pool::drop_aged() {
  const auto oldest = std::chrono::steady_clock::now() - max_age;
  const auto first_young = std::find_if(idle_.begin(), idle_.end(), [&](const auto& connection) {
    return connection->idle_since >= oldest;
  });
  idle_.erase(idle_.begin(), first_young);
}

}  // namespace algolog
