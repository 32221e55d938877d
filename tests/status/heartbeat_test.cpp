#include "status/heartbeat.hpp"

#include <boost/asio/post.hpp>
#include <thread>

#include "catch.hpp"
#include "watches_of.hpp"

using namespace algolog;
using namespace algolog::test;

TEST_CASE("a heartbeat that is stopped while a beat is due beats no more") {
  watches_of t({"acme/a"});
  collector polled(t.io.get_executor(), *t.list, nullptr);
  heartbeat beats(t.io.get_executor(), polled, t.store);
  std::this_thread::sleep_for(200ms);  // the first beat is due
  boost::asio::post(t.io, [&] { beats.stop(); });
  t.io.run_for(1s);
  CHECK(t.io.stopped());  // nothing is left to wait for
}
