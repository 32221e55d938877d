#include "http/resolver.hpp"

#include <netdb.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <thread>

namespace algolog {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using namespace std::chrono_literals;
namespace {

constexpr auto kept_for = 60s;
constexpr auto look_again = 5ms;  // grows up to max_look_again
constexpr auto max_look_again = 50ms;
constexpr std::size_t most_hanging = 3;  // threads, beside the one that is waited for

resolver::endpoints to_endpoints(const addrinfo* list) {
  resolver::endpoints out;
  for (; list != nullptr; list = list->ai_next) {
    tcp::endpoint endpoint;
    if (list->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), list->ai_addr, list->ai_addrlen);
    endpoint.resize(list->ai_addrlen);
    out.push_back(endpoint);
  }
  return out;
}

/// One family after the other, so that a dead one costs one attempt before the other is tried.
resolver::endpoints interleaved(resolver::endpoints list) {
  const auto first_is_v6 = !list.empty() && list.front().address().is_v6();
  auto second = std::stable_partition(list.begin(), list.end(), [&](const tcp::endpoint& e) {
    return e.address().is_v6() == first_is_v6;
  });
  resolver::endpoints out;
  for (auto a = list.begin(), b = second; a != second || b != list.end();) {
    if (a != second) out.push_back(*a++);
    if (b != list.end()) out.push_back(*b++);
  }
  return out;
}

}  // namespace

/// Shared by the thread that looks up and the one that waits; the thread may outlive everything.
struct resolver::lookup {
  bool ended() const { return done.load(std::memory_order_acquire); }
  bool failed() const { return ended() && code != 0; }

  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  std::atomic<bool> done = false;  // published last; the rest is read only once it is true
  int code = 0;
  endpoints found;
};

resolver::resolver(asio::any_io_executor executor, std::string host, std::uint16_t port,
                   std::chrono::milliseconds give_up)
    : executor_(std::move(executor)), host_(std::move(host)), port_(port), give_up_(give_up) {}

/// Stops waiting for a look-up that hangs: its name server may be gone, and another may answer.
void resolver::give_up_hanging() {
  std::erase_if(hanging_, [](const auto& one) { return one->ended(); });
  if (!running_ || running_->ended() || hanging_.size() >= most_hanging) return;
  if (std::chrono::steady_clock::now() - running_->begun < give_up_) return;
  hanging_.push_back(std::move(running_));
  running_.reset();
}

void resolver::start() {
  auto made = std::make_shared<lookup>();
  std::thread([state = made, host = host_, port = std::to_string(port_)] {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    state->code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
    if (state->code == EAI_NONAME) {  // no interface but loopback has an address: ask without it
      hints.ai_flags = AI_NUMERICSERV;
      state->code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
    }
    if (state->code == 0) {
      state->found = interleaved(to_endpoints(list));
      ::freeaddrinfo(list);
    }
    state->done.store(true, std::memory_order_release);
  }).detach();
  running_ = std::move(made);  // last: if the thread cannot be started, nothing is under way
}

asio::awaitable<result<resolver::endpoints>> resolver::resolve(
    std::chrono::steady_clock::time_point deadline) {
  using clock = std::chrono::steady_clock;
  if (!known_.empty() && clock::now() < known_until_) co_return known_;
  if (running_ && running_->failed()) running_.reset();  // nobody waited: it may be long ago
  give_up_hanging();
  if (!running_) start();
  const auto state = running_;
  asio::steady_timer timer(executor_);
  // Asks the thread again and again. The thread cannot wake us, as it may outlive the executor.
  for (auto pause = clock::duration(look_again); !state->ended();
       pause = std::min<clock::duration>(pause * 2, max_look_again)) {
    if (clock::now() >= deadline) {
      co_return error{errc::timeout, "looking up the address of " + host_};
    }
    timer.expires_at(std::min(deadline, clock::now() + pause));
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (running_ == state) running_.reset();
  if (state->code != 0) {
    co_return error{errc::resolve_failed, host_ + ": " + ::gai_strerror(state->code)};
  }
  known_ = state->found;
  known_until_ = clock::now() + kept_for;
  co_return known_;
}

}  // namespace algolog
