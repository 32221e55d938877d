#include "service/notify.hpp"

#include <cstdlib>
#include <string>

#include "catch.hpp"
#include "scratch_folder.hpp"
#include "supervisor.hpp"

using namespace algolog;

namespace {

/// systemd, named in NOTIFY_SOCKET while this lives.
class named_supervisor : public test::supervisor {
 public:
  explicit named_supervisor(const std::filesystem::path& at) : supervisor(at) {
    ::setenv("NOTIFY_SOCKET", at.c_str(), 1);
  }
  ~named_supervisor() { ::unsetenv("NOTIFY_SOCKET"); }
};

}  // namespace

TEST_CASE("systemd is told when the service is ready and when it stops") {
  const test::scratch_folder folder;
  const named_supervisor systemd(folder / "notify");
  notify_ready();
  CHECK(systemd.heard() == "READY=1");
  notify_status("12 targets, no gaps");
  CHECK(systemd.heard() == "STATUS=12 targets, no gaps");
  notify_alive();
  CHECK(systemd.heard() == "WATCHDOG=1");
  notify_reloading();
  CHECK_THAT(systemd.heard(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
  notify_stopping();
  CHECK(systemd.heard() == "STOPPING=1");
}

TEST_CASE("a status can never carry another assignment") {
  const test::scratch_folder folder;
  const named_supervisor systemd(folder / "notify");
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

TEST_CASE("a service manager that reads nothing is not waited for, and hears every state later") {
  const test::scratch_folder folder;
  const named_supervisor systemd(folder / "notify");
  for (int i = 0; i < 1000; ++i) notify_status("x");
  notify_ready();
  notify_stopping();
  while (systemd.heard() == "STATUS=x") {
  }
  notify_alive();
  CHECK(systemd.heard() == "READY=1");
  CHECK(systemd.heard() == "STOPPING=1");
  CHECK(systemd.heard() == "WATCHDOG=1");
}
