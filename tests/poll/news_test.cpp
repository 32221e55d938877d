#include "poll/news.hpp"

#include <boost/asio/io_context.hpp>

#include "catch.hpp"
#include "logged.hpp"
#include "poll/cluster.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t noon = 1'700'000'000'000;
constexpr std::int64_t minute = 60'000;

/// The errors route of acme/x on prod, and what is logged of it.
struct told_route {
  scratch_folder folder;
  boost::asio::io_context io;
  cluster_config cluster = [] {
    cluster_config made;
    made.name = "prod";
    made.url.host = "127.0.0.1";
    return made;
  }();
  writer store{std::make_unique<database>(store_config{folder / "a.db", sync_mode::normal}), {}};
  algolog::cluster asked{{io.get_executor(), cluster, poll_config{}}, {}};
  window_cache windows{1U << 20};
  watch who{asked, store, windows, cluster, algorithm_config{algorithm_ref{"acme", "x", ""}}};
  loss state;
  logged log;

  void show(loss::time now, std::vector<gap> gaps) {
    window_facts window;
    window.limit = 200;
    window.gaps = std::move(gaps);
    const auto news = state.on_window(window, now);
    algolog::log(window_left_gaps{&who, &window, state, news, now});
  }
};

}  // namespace

TEST_CASE("loss that goes on is logged again every hour, with its whole span and the count") {
  told_route route;
  const loss::time start{1000s};
  for (int i = 0; i <= 60; ++i) {
    const auto at = noon + i * minute;
    route.show(start + i * 1min, {{at - minute, at, gap_reason::window_overflow}});
  }
  CHECK(route.log.lines_with("warning prod acme/x: errors: those made from") == 2);
  CHECK(route.log.lines_with(
            "warning prod acme/x: errors: those made from 2023-11-14T22:12:20.000Z to"
            " 2023-11-14T22:13:20.000Z may be missing: more failed between two polls") == 1);
  CHECK(route.log.lines_with("those made from 2023-11-14T22:12:20.000Z to 2023-11-14T23:13:20.000Z"
                             " may be missing, found by each of 61 polls in 1h: more failed") == 1);
  CHECK(route.log.lines_with("no longer missed") == 0);
  route.show(start + 61min, {});
  CHECK(route.log.lines_with("info prod acme/x: errors: no longer missed") == 1);
}

TEST_CASE("gaps found in what waited for the database are told when it is stored") {
  const logged log;
  store_news news{.what = store_news::kind::works_again};
  news.polls = 9;
  log_store("/a.db", news);
  CHECK(log.lines_with("may be missing") == 0);
  news.gaps = 2;
  log_store("/a.db", news);
  CHECK(log.lines_with("warning database /a.db: errors may be missing: 2 gaps found in what waited"
                       " in memory; see the table gaps") == 1);
}
