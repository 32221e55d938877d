#include "service/notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "catch.hpp"
#include "scratch_folder.hpp"

using namespace algolog;

namespace {

// Stands in for systemd: a datagram socket, named in NOTIFY_SOCKET while this lives.
class supervisor {
 public:
  explicit supervisor(const std::filesystem::path& at)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, at.c_str(), sizeof address.sun_path - 1);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("bind");
    ::setenv("NOTIFY_SOCKET", at.c_str(), 1);
  }
  ~supervisor() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  supervisor(const supervisor&) = delete;
  supervisor& operator=(const supervisor&) = delete;

  std::string heard() const {
    std::string text(2048, '\0');
    const ssize_t got = ::recv(socket_, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

 private:
  int socket_;
};

}  // namespace

TEST_CASE("systemd is told when the service is ready and when it stops") {
  const test::scratch_folder folder;
  const supervisor systemd(folder / "notify");
  notify_ready();
  CHECK(systemd.heard() == "READY=1");
  notify_status("12 targets, no gaps");
  CHECK(systemd.heard() == "STATUS=12 targets, no gaps");
  notify_alive();
  CHECK(systemd.heard() == "WATCHDOG=1");
  notify_stopping();
  CHECK(systemd.heard() == "STOPPING=1");
}

TEST_CASE("a status can never carry another assignment") {
  const test::scratch_folder folder;
  const supervisor systemd(folder / "notify");
  notify_status("x\nSTOPPING=1");
  CHECK(systemd.heard() == "STATUS=x\\nSTOPPING=1");
}

TEST_CASE("without a supervisor nothing is told and nothing fails") {
  ::unsetenv("NOTIFY_SOCKET");
  notify_ready();
  notify_status("x");
  CHECK_FALSE(watchdog_timeout());
}

TEST_CASE("the watchdog's timeout is the unit's") {
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  CHECK(watchdog_timeout() == std::chrono::seconds(30));
  ::unsetenv("WATCHDOG_USEC");
}
