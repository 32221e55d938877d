#include "web/connections.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace algolog {

bool connections::make_room() {
  if (open_ < most_) return true;
  if (waiting_.empty()) return false;
  if (!std::exchange(told_, true)) {
    spdlog::warn(
        "status: all {} connections are in use; those that have waited longest for their client "
        "are closed to make room for others. `ss -tnp` shows whose they are",
        most_);
  }
  close(*waiting_.front());
  return true;
}

void connections::close(place& of) {
  of.leave_line();
  of.closed_ = true;
  --open_;
  of.close_();
}

connections::place::place(connections& of, std::function<void()> close)
    : of_(of), close_(std::move(close)) {
  ++of_.open_;
  waits();
}

connections::place::~place() {
  leave_line();
  if (!closed_) --of_.open_;
  if (of_.open_ <= of_.most_ / 2) of_.told_ = false;
}

void connections::place::leave_line() {
  if (std::exchange(waiting_, false)) of_.waiting_.erase(at_);
}

void connections::place::waits() {
  leave_line();
  if (closed_) return;
  at_ = of_.waiting_.insert(of_.waiting_.end(), this);
  waiting_ = true;
}

void connections::place::works() { leave_line(); }

}  // namespace algolog
