#pragma once

#include <cstdint>
#include <string>

#include "config/config.hpp"
#include "raw_server.hpp"

namespace algolog::test {

/// A forward proxy: it opens a tunnel to `port` of this machine for whatever CONNECT names, and
/// answers any other request itself. What it was asked is in `seen().heads()`, what went through
/// the tunnels in `carried()`.
class tunnel {
 public:
  /// `refusal`: the status line's rest that CONNECT is answered with instead ("407 …"), if any.
  explicit tunnel(std::uint16_t port, std::string refusal = {});

  origin proxy() const;
  const raw_server& seen() const noexcept { return server_; }
  std::string carried() const;

 private:
  void serve(peer& client);
  void carry(peer& client);

  std::uint16_t port_;
  std::string refusal_;
  mutable std::mutex lock_;
  std::string carried_;
  raw_server server_;  // last: its threads use the rest
};

}  // namespace algolog::test
