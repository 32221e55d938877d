#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <utility>

namespace algolog {

/// What `throttle::acquire` throws to a request that was turned away before it began.
struct turned_away : std::exception {
  const char* what() const noexcept override { return "the request was turned away"; }
};

/// Limits how fast a cluster is asked: requests in flight, requests per second, and a pause when
/// the cluster asks for one. First come, first served. One thread.
class throttle {
 public:
  using clock = std::chrono::steady_clock;

  /// `per_second` allows a burst of one second's worth.
  throttle(boost::asio::any_io_executor executor, std::size_t max_in_flight, double per_second);

  /// Other limits from now on, for those who wait as well; requests in flight beyond a smaller cap
  /// end by themselves.
  void configure(std::size_t max_in_flight, double per_second) noexcept;

  /// The right to have one request in flight; given back when destroyed.
  class slot {
   public:
    explicit slot(throttle& owner) noexcept : owner_(&owner) {}
    slot(slot&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    slot& operator=(slot&&) = delete;
    ~slot() {
      if (owner_ != nullptr) owner_->release();
    }

   private:
    throttle* owner_;
  };

  /// Throws `turned_away`.
  boost::asio::awaitable<slot> acquire();

  /// No request starts before `until`; an earlier pause is never shortened.
  void pause_until(clock::time_point until) noexcept;

  /// All requests that wait for a slot or for their start end now; later ones may begin.
  void turn_away();

 private:
  struct waiter;
  struct starter;
  void release() noexcept;
  void hand_over() noexcept;
  clock::time_point reserve_start() noexcept;
  void reserve_anew() noexcept;

  boost::asio::any_io_executor executor_;
  std::ptrdiff_t cap_;
  std::ptrdiff_t in_flight_ = 0;
  clock::duration spacing_;
  clock::duration burst_;
  clock::time_point begun_;       ///< when the last one that began was allowed to
  clock::time_point next_start_;  ///< the same of the last one that was promised a start
  clock::time_point paused_until_;
  std::deque<waiter*> waiting_;    ///< for a slot
  std::deque<starter*> starting_;  ///< have a slot, and wait for their start
  std::uint64_t turned_away_ = 0;  ///< how often
};

}  // namespace algolog
