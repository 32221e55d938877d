#include "web/connections.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "text/units.hpp"

namespace algolog {

bool connections::make_room() {
  if (open_ < most_) return true;
  if (waiting_.empty()) return false;
  if (!std::exchange(told_full_, true)) {
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

/// Many may wait with the same body, which is there only once.
std::size_t connections::pending() const {
  std::set<const std::string*> seen;
  std::size_t bytes = 0;
  for (const place* one : waiting_) {
    if (one->body_ && seen.insert(one->body_.get()).second) bytes += one->body_->size();
  }
  return bytes;
}

void connections::make_room_for(const shared_text& body) {
  const auto in_the_way = [&](const place* one) { return one->body_ && one->body_ != body; };
  while (pending() > most_pending_) {
    const auto found = std::ranges::find_if(waiting_, in_the_way);
    if (found == waiting_.end()) return;
    if (!std::exchange(told_pending_, true)) {
      spdlog::warn(
          "status: clients take their answers so slowly that more than {} wait; the slowest "
          "are hung up on. `ss -tnp` shows who they are",
          format_size(most_pending_));
    }
    close(**found);
  }
}

void connections::told_again_when_free() {
  if (open_ <= most_ / 2) told_full_ = false;
  if (told_pending_ && pending() <= most_pending_ / 2) told_pending_ = false;
}

connections::place::place(connections& of, std::function<void()> close)
    : of_(of), close_(std::move(close)) {
  ++of_.open_;
  waits();
}

connections::place::~place() {
  leave_line();
  if (!closed_) --of_.open_;
  of_.told_again_when_free();
}

void connections::place::leave_line() {
  body_.reset();
  if (std::exchange(waiting_, false)) of_.waiting_.erase(at_);
}

void connections::place::waits() {
  leave_line();
  if (closed_) return;
  at_ = of_.waiting_.insert(of_.waiting_.end(), this);
  waiting_ = true;
}

void connections::place::waits_with(shared_text body) {
  waits();
  if (closed_) return;
  body_ = std::move(body);
  of_.make_room_for(body_);
}

void connections::place::works() { leave_line(); }

}  // namespace algolog
