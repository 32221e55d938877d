#pragma once

#include <cstdint>

namespace e2e {

/// A port of the loopback that takes connections and never says a word.
class silent_port {
 public:
  silent_port();
  ~silent_port();
  silent_port(const silent_port&) = delete;
  silent_port& operator=(const silent_port&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  /// Whether somebody has connected.
  bool connected() const;

 private:
  int listener_;
  std::uint16_t port_ = 0;
};

}  // namespace e2e
