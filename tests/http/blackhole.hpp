#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace algolog::test {

/// An address that neither accepts nor refuses: a listener whose queue is full and stays so.
class blackhole {
 public:
  /// `port` 0 takes a free one.
  explicit blackhole(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
  ~blackhole();
  blackhole(const blackhole&) = delete;
  blackhole& operator=(const blackhole&) = delete;

  std::uint16_t port() const noexcept { return port_; }

 private:
  std::vector<int> descriptors_;
  std::uint16_t port_ = 0;
};

}  // namespace algolog::test
