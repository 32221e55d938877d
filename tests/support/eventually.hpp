#pragma once

#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <functional>
#include <thread>

namespace e2e {

/// Waits until `condition` holds, far longer than it can take on a machine that is alive: what
/// backs off waits for as long as it has failed, and that is long where the machine is slow. A
/// database that is not there yet, or not whole yet, is a condition that does not hold yet.
inline bool eventually(const std::function<bool()>& condition,
                       std::chrono::seconds patience = std::chrono::seconds(300)) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      if (condition()) return true;
    } catch (const SQLite::Exception&) {
    }
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace e2e
