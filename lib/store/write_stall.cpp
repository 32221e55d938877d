#include "store/write_stall.hpp"

#include <algorithm>

namespace algolog {
using namespace std::chrono_literals;

bool write_stall::on_failure(const error& why, time now) {
  if (!lasts()) since_ = now;
  ++failed_commits_;
  const auto doublings = std::min<std::size_t>(failed_commits_ - 1, 8);
  next_try_ = now + std::min<std::chrono::seconds>(1s * (1 << doublings), 5s);
  why_ = why;
  return told_.insert(why.detail).second;
}

std::chrono::milliseconds write_stall::lasted(time now) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
}

}  // namespace algolog
