#include "signals.hpp"

#include <csignal>

#include "catch.hpp"
#include "eventually.hpp"

namespace e2e {

void reload(process& daemon, sandbox& box, const configuration& next) {
  const auto before = lines_with(daemon.err(), "configuration reloaded");
  box.configure(next);
  daemon.send(SIGHUP);
  REQUIRE(
      eventually([&] { return lines_with(daemon.err(), "configuration reloaded") == before + 1; }));
}

void stop(process& daemon) {
  daemon.send(SIGTERM);
  CHECK(daemon.wait() == 0);
}

}  // namespace e2e
