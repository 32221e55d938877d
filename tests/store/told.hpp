#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "store/writer.hpp"

namespace algolog::test {

/// What the store thread told but for commits, seen from the test's.
class told {
 public:
  using kind = store_news::kind;

  store_listener listener() {
    return [this](const store_news& news) {
      if (news.what == kind::committed) return;
      const std::lock_guard lock(mutex_);
      all_.push_back(news);
    };
  }
  std::vector<store_news> all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }
  std::vector<store_news> of(kind what) const {
    auto found = all();
    std::erase_if(found, [&](const store_news& one) { return one.what != what; });
    return found;
  }
  /// Waits for so many of them, a minute at the most.
  bool eventually(kind what, std::size_t count = 1) const {
    constexpr std::chrono::milliseconds pause(10);
    for (int i = 0; i < 6000 && of(what).size() < count; ++i) std::this_thread::sleep_for(pause);
    return of(what).size() >= count;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<store_news> all_;
};

}  // namespace algolog::test
