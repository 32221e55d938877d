#include "web/poll_loop.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <utility>
#include <vector>

namespace algolog {
namespace asio = boost::asio;
using namespace std::chrono_literals;
namespace {

constexpr auto kept_for = 1s;

}  // namespace

/// Shared by both threads, so that it is there as long as one of them uses it.
struct poll_loop::question {
  /// On the loop's thread. Those who wait are woken on their own thread. Each leaves the list
  /// before it ends, so the executor of any that is on the list is alive.
  static void answer(const std::shared_ptr<question>& self, live_state state) {
    auto made = std::make_shared<const live_state>(std::move(state));
    const std::lock_guard lock(self->mutex);
    self->given = std::move(made);
    if (self->waiting.empty()) return;
    asio::post(self->waiting.front()->get_executor(), [self] { self->wake(); });
  }

  void wake() {
    const std::lock_guard lock(mutex);
    for (auto* timer : waiting) timer->cancel();
  }

  std::shared_ptr<const live_state> answered() {
    const std::lock_guard lock(mutex);
    return given;
  }

  const clock::time_point asked = clock::now();
  std::mutex mutex;
  std::shared_ptr<const live_state> given;
  std::vector<asio::steady_timer*> waiting;
};

namespace {

/// Keeps a timer on the list of those who wait for an answer.
template <class Question>
class place_in_line {
 public:
  place_in_line(std::shared_ptr<Question> of, asio::steady_timer& timer)
      : of_(std::move(of)), timer_(timer) {
    const std::lock_guard lock(of_->mutex);
    of_->waiting.push_back(&timer_);
  }
  ~place_in_line() {
    const std::lock_guard lock(of_->mutex);
    std::erase(of_->waiting, &timer_);
  }
  place_in_line(const place_in_line&) = delete;
  place_in_line& operator=(const place_in_line&) = delete;

 private:
  std::shared_ptr<Question> of_;
  asio::steady_timer& timer_;
};

}  // namespace

poll_loop::poll_loop(asio::any_io_executor executor, std::function<live_state()> state,
                     std::chrono::milliseconds patience)
    : executor_(std::move(executor)), state_(std::move(state)), patience_(patience) {}

bool poll_loop::fresh() const { return last_ && clock::now() - last_->asked < kept_for; }

void poll_loop::post() {
  last_ = std::make_shared<question>();
  asio::post(executor_, [asked = last_, state = state_] { question::answer(asked, state()); });
}

asio::awaitable<std::shared_ptr<const live_state>> poll_loop::ask() {
  if (!last_ || (last_->answered() && !fresh())) post();
  const auto asked = last_;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, patience_);
  const place_in_line place(asked, timer);
  boost::system::error_code ended;
  // If the answer came before the timer was on the list, nobody cancels the timer.
  if (!asked->answered()) {
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
  }
  co_return asked->answered();
}

poll_loop::clock::duration poll_loop::silent_for() const {
  if (!last_ || last_->answered()) return {};
  return clock::now() - last_->asked;
}

}  // namespace algolog
