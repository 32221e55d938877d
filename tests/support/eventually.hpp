#pragma once

#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <functional>
#include <thread>

namespace e2e {

/// Waits until `condition` holds, far longer than a slow machine needs: a poll that backs off waits
/// as long as it has failed so far. An exception of a database that does not exist yet, or is not
/// complete yet, means that the condition does not hold yet.
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
