#include "poll/plan.hpp"

#include <deque>
#include <set>

#include "catch.hpp"
#include "planned.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

const std::string u1 = "11111111-0000-4000-8000-000000000000";
const std::string u2 = "22222222-0000-4000-8000-000000000000";
constexpr auto algorithm = collection::algorithm;
constexpr auto errors = collection::errors;
constexpr auto builds = collection::builds;
constexpr auto versions = collection::versions;
constexpr auto logs = collection::logs;

poll_report with_window(std::size_t fresh, std::vector<gap> gaps = {}) {
  auto out = planned::report(errc::ok);
  out.window.emplace();
  out.window->fresh = fresh;
  out.window->limit = 200;
  out.window->gaps = std::move(gaps);
  return out;
}

/// Everything was polled once with success.
void start(planned& t) { t.run(10min); }

/// The first poll that is started, alone.
std::size_t first_poll(planned& t) {
  const auto first = t.wait().start;
  REQUIRE_FALSE(first.empty());
  for (std::size_t i = 1; i < first.size(); ++i) t.end(first[i], errc::ok);
  return first[0];
}

/// The cluster refused a connection: it is down, and all that comes due is parked.
void go_down(planned& t, errc why = errc::connect_failed) {
  t.end(first_poll(t), why);
  REQUIRE(t.home().state.down());
}

}  // namespace

// --- what starts

TEST_CASE(
    "all that is configured starts within five seconds, look-ups of names within ten minutes") {
  planned t({"acme/a", "acme/b"});
  for (const auto what : {errors, builds, versions, logs}) CHECK(t.due_in("acme/a", what) < 5s);
  CHECK(t.due_in("acme/a", algorithm) < 10min);
  CHECK(t.it.count().targets.all == 6);
}

TEST_CASE("a start of few targets keeps nobody waiting, one of thousands is no burst") {
  planned few({"acme/a"});
  for (const auto what : {errors, builds, versions, logs}) CHECK(few.due_in("acme/a", what) < 10ms);
  std::vector<std::string> names;
  for (int i = 0; i < 2000; ++i) names.push_back("acme/a" + std::to_string(i));
  planned many(names);
  const auto half = std::ranges::count_if(
      names, [&](const auto& name) { return *many.due_in(name, errors) < 2500ms; });
  CHECK(half > 900);
  CHECK(half < 1100);
}

TEST_CASE("of a UUID nothing but its look-up is scheduled until that was answered") {
  planned t({u1});
  CHECK(t.due_in(u1, algorithm) < 5s);
  CHECK_FALSE(t.due_in(u1, errors));
  t.wait();
  const auto done = t.look_up(u1, 1, "acme/a", u1);
  const auto* said = find<algorithm_identified>(done.events);
  REQUIRE(said != nullptr);
  CHECK(said->twin == nullptr);
  for (const auto what : {errors, builds, versions, logs}) CHECK(t.due_in(u1, what) == 0s);
}

TEST_CASE("a UUID that has no name yet is looked up again within ten minutes, and then daily") {
  planned t({u1});
  t.wait();
  t.look_up(u1, 1, "", u1);
  CHECK(t.due_in(u1, algorithm) == 10min);
  t.pass(10min);
  t.it.due(t.now);
  t.end(u1, builds, errc::missing);
  t.look_up(u1, 1, "acme/a", u1);
  CHECK(t.due_in(u1, algorithm) > 1h);
  CHECK(t.due_in(u1, builds) == 0s);
}

TEST_CASE("a UUID whose look-up fails is polled all the same, and that is tried again") {
  planned t({u1});
  t.wait();
  t.end(u1, algorithm, errc::server_error);
  CHECK(t.due_in(u1, errors) == 0s);
  CHECK(t.due_in(u1, algorithm) > 0s);
}

TEST_CASE("a target in flight is not started again, and is due on its grid when it has ended") {
  planned t({"acme/a"});
  const auto index = first_poll(t);
  CHECK(t.it.targets()[index].in_flight);
  CHECK_FALSE(t.it.due_at(index));
  t.pass(25h);
  for (const auto i : t.it.due(t.now).start) CHECK(i != index);
  const auto interval = t.it.targets()[index].interval;
  t.end(index, errc::ok);
  CHECK(*t.it.due_at(index) > t.now.at);
  CHECK(*t.it.due_at(index) <= t.now.at + interval);
}

// --- when it is polled next

TEST_CASE("what fails is asked again after a wait that doubles, and chance shortens") {
  planned t({"acme/a"});
  start(t);
  for (const auto expected : {60s, 120s, 240s, 300s, 300s}) {
    while (!t.of("acme/a", errors).in_flight) {
      for (const auto i : t.wait().start) {
        if (i != t.index("acme/a", errors)) t.end(i, errc::ok);
      }
    }
    t.end("acme/a", errors, errc::server_error, 0);
    CHECK(t.due_in("acme/a", errors) == expected);
  }
  t.end("acme/a", errors, errc::server_error, 0.5);
  CHECK(t.due_in("acme/a", errors) == 150s);
}

TEST_CASE("a route that wants to be left alone is, for at least so long") {
  planned t({"acme/a", "acme/b"});
  start(t);
  auto refused = planned::report(errc::throttled);
  refused.outcome.retry_after = 1h;
  t.end("acme/a", errors, refused);
  CHECK(t.due_in("acme/a", errors) == 1h);
}

TEST_CASE("where only the database failed the cluster is asked on as usual") {
  planned t({"acme/a"});
  start(t);
  t.end("acme/a", errors, errc::store_unavailable);
  CHECK(t.due_in("acme/a", errors) <= watches_of::errors_interval);
  CHECK(t.of("acme/a", errors).outcomes.failures() == 0);
}

TEST_CASE("more logs that wait are fetched at once") {
  planned t({"acme/a"});
  start(t);
  auto some = planned::report(errc::ok);
  some.more_due = true;
  t.end("acme/a", logs, some);
  CHECK(t.due_in("acme/a", logs) == 0s);
}

TEST_CASE("new builds make their logs due at once, builds without news do not") {
  planned t({"acme/a"});
  start(t);
  t.end("acme/a", builds, errc::ok);
  CHECK(t.due_in("acme/a", logs) > 0s);
  auto news = planned::report(errc::ok);
  news.added = 1;
  t.end("acme/a", builds, news);
  CHECK(t.due_in("acme/a", logs) == 0s);
}

TEST_CASE("a window that turns over fast is polled sooner than the interval") {
  planned t({"acme/a"});
  start(t);
  t.wait();
  t.end("acme/a", errors, with_window(1));
  t.pass(60s);
  t.it.due(t.now);
  t.end("acme/a", errors, with_window(190));
  CHECK(t.of("acme/a", errors).current_interval() < watches_of::errors_interval);
  CHECK(t.due_in("acme/a", errors) <= t.of("acme/a", errors).current_interval());
}

// --- a cluster that is down

TEST_CASE("a cluster that goes down has its waiting requests turned away, and that is told once") {
  planned t({"acme/a"});
  const auto index = first_poll(t);
  const auto done = t.end(index, errc::connect_failed);
  CHECK(done.turn_away == std::vector<client*>{&t.home().api});
  const auto* said = find<cluster_fault>(done.events);
  REQUIRE(said != nullptr);
  CHECK(said->news == health::news::began);
  CHECK(said->why.code == errc::connect_failed);
  CHECK(find<target_fault>(done.events) == nullptr);
  CHECK(t.it.targets()[index].parked);
  CHECK_FALSE(t.it.due_at(index));
  CHECK(t.it.count().clusters_down == 1);
  CHECK(t.home().state.down_since() == t.now.uptime);
}

TEST_CASE(
    "while its cluster is down what comes due is parked, and one probe at a time is started") {
  planned t({"acme/a"});
  go_down(t);
  t.pass(1h);
  const auto then = t.it.due(t.now);
  CHECK(then.start.size() == 1);
  CHECK(t.it.due(t.now).start.empty());
  std::size_t parked = 0;
  for (std::size_t i = 0; i < t.it.targets().size(); ++i) parked += t.it.targets()[i].parked;
  CHECK(parked == 4);
  CHECK(t.it.next_wake() == plan::time::max());  // nothing before the probe has ended
}

namespace {

constexpr auto most = cluster_state::most_in_flight;

/// More targets than polls may be in flight, all due.
std::vector<std::string> too_many() {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < most / 2; ++i) all.push_back("acme/a" + std::to_string(i));
  return all;
}

std::size_t queued(const planned& t) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < t.it.targets().size(); ++i) count += t.it.targets()[i].queued;
  return count;
}

}  // namespace

TEST_CASE(
    "no more polls of a cluster are in flight than memory is for; the others follow in turn") {
  planned t(too_many());
  t.pass(5s);
  const auto first = t.it.due(t.now).start;
  CHECK(first.size() == most);
  const auto waiting = queued(t);
  CHECK(waiting > 10);
  CHECK(t.it.due(t.now).start.empty());
  std::set<std::size_t> started(first.begin(), first.end());
  std::deque<std::size_t> in_flight(first.begin(), first.end());
  for (std::size_t i = 0; i < waiting; ++i) {
    const auto next = t.end(in_flight.front(), errc::ok).start;
    in_flight.pop_front();
    REQUIRE(next.size() == 1);
    in_flight.push_back(next[0]);
    CHECK(started.insert(next[0]).second);
    CHECK(t.it.targets()[next[0]].in_flight);
  }
  CHECK(queued(t) == 0);
  CHECK(t.end(in_flight.front(), errc::ok).start.empty());
}

TEST_CASE("what is queued when the cluster goes down is parked") {
  planned t(too_many());
  t.pass(5s);
  const auto first = t.it.due(t.now).start;
  const auto waiting = queued(t);
  CHECK(t.end(first[0], errc::connect_failed).start.empty());
  CHECK(queued(t) == 0);
  std::size_t parked = 0;
  for (std::size_t i = 0; i < t.it.targets().size(); ++i) parked += t.it.targets()[i].parked;
  CHECK(parked == waiting + 1);
  for (std::size_t i = 1; i < first.size(); ++i) {
    CHECK(t.it.turned_away(first[i], t.now).start.empty());
  }
}

TEST_CASE("what is queued and configured no more is not polled") {
  planned t(too_many());
  t.pass(5s);
  const auto first = t.it.due(t.now).start;
  const auto still = t.it.targets()[first[0]].who->display();
  t.configure({still});
  CHECK(queued(t) <= 4);
  std::size_t started = 0;
  for (const auto target : first) started += t.end(target, errc::ok).start.size();
  CHECK(started <= 4);
}

TEST_CASE("the place of a request that was turned away is the next one's") {
  planned t(too_many());
  t.pass(5s);
  const auto first = t.it.due(t.now).start;
  const auto waiting = queued(t);
  CHECK(t.it.turned_away(first[0], t.now).start.size() == 1);
  CHECK(queued(t) == waiting - 1);
}

TEST_CASE("a request that was turned away is parked while its cluster is down, or due soon") {
  planned t({"acme/a", "acme/b"});
  t.pass(5s);
  const auto many = t.it.due(t.now).start;
  REQUIRE(many.size() >= 3);
  t.end(many[0], errc::connect_failed);
  t.it.turned_away(many[1], t.now);
  CHECK(t.it.targets()[many[1]].parked);
  t.pass(1s);
  const auto probe = t.it.due(t.now).start;
  REQUIRE(probe.size() == 1);
  t.end(probe[0], errc::ok);
  t.it.turned_away(many[2], t.now);
  CHECK_FALSE(t.it.targets()[many[2]].parked);
  CHECK(*t.it.due_at(many[2]) <= t.now.at + 5s);
}

TEST_CASE("the answer to a probe ends the outage, and what was parked is due within five seconds") {
  planned t({"acme/a"});
  go_down(t);
  t.pass(1h);
  const auto probe = t.it.due(t.now).start.at(0);
  t.pass(1s);
  const auto done = t.end(probe, errc::ok);
  const auto* said = find<cluster_fault>(done.events);
  REQUIRE(said != nullptr);
  CHECK(said->news == health::news::ended);
  for (std::size_t i = 0; i < t.it.targets().size(); ++i) {
    CHECK_FALSE(t.it.targets()[i].parked);
    if (i != probe) CHECK(*t.it.due_at(i) <= t.now.at + 5s);
  }
  CHECK(t.it.count().clusters_down == 0);
}

TEST_CASE("while a key is refused it is looked at, and a new one is tried at once") {
  planned t({"acme/a"});
  go_down(t, errc::unauthorized);
  t.pass(2s);
  auto then = t.it.due(t.now);
  CHECK(then.start.empty());
  CHECK(then.look_at_key == std::vector<cluster*>{&t.home()});
  CHECK(t.it.key_seen(t.home(), false, t.now).start.empty());
  t.pass(2s);
  CHECK(t.it.due(t.now).look_at_key.size() == 1);
  CHECK(t.it.key_seen(t.home(), true, t.now).start.size() == 1);
}

TEST_CASE("other settings make a cluster that is down be tried at once") {
  planned t({"acme/a"});
  go_down(t);
  t.pass(1ms);
  CHECK(t.it.due(t.now).start.empty());
  t.configure({"acme/a"});
  CHECK(t.it.due(t.now).start.size() == 1);
}

// --- what is told

TEST_CASE("a target's fault is told when it begins, when it changes and when it is over") {
  planned t({"acme/a", "acme/b"});
  start(t);
  const auto news_of = [&](errc outcome) {
    const auto done = t.end("acme/a", errors, outcome);
    const auto* said = find<target_fault>(done.events);
    return said == nullptr ? health::news::none : said->news;
  };
  CHECK(news_of(errc::ok) == health::news::none);
  CHECK(news_of(errc::forbidden) == health::news::began);
  CHECK(news_of(errc::forbidden) == health::news::none);
  CHECK(news_of(errc::not_json) == health::news::changed);
  CHECK(news_of(errc::ok) == health::news::ended);
}

TEST_CASE("an unknown algorithm is told of one route, and not of the others") {
  planned t({"acme/a", "acme/b"});
  start(t);
  CHECK(count<target_fault>(t.end("acme/a", errors, errc::missing).events) == 1);
  for (const auto what : {builds, versions}) {
    CHECK(count<target_fault>(t.end("acme/a", what, errc::missing).events) == 0);
    CHECK(count<target_fault>(t.end("acme/a", what, errc::ok).events) == 0);
  }
}

TEST_CASE("each poll that ended is told with its report") {
  planned t({"acme/a"});
  start(t);
  auto news = planned::report(errc::ok);
  news.added = 3;
  const auto done = t.end("acme/a", builds, news);
  const auto* said = find<poll_ended>(done.events);
  REQUIRE(said != nullptr);
  CHECK(said->what == builds);
  CHECK(said->report->added == 3);
}

TEST_CASE("gaps are told with the window that has them, and their end is") {
  planned t({"acme/a"});
  start(t);
  const gap found{1000, 2000, gap_reason::window_overflow};
  auto report = with_window(200, {found});
  const auto began = t.end("acme/a", errors, report);
  const auto* said = find<window_left_gaps>(began.events);
  REQUIRE(said != nullptr);
  CHECK(said->news == loss::news::began);
  CHECK(said->window->gaps == std::vector{found});
  report = with_window(1);
  const auto over = t.end("acme/a", errors, report);
  REQUIRE(find<window_left_gaps>(over.events) != nullptr);
  CHECK(find<window_left_gaps>(over.events)->news == loss::news::ended);
  report = with_window(1);
  CHECK(find<window_left_gaps>(t.end("acme/a", errors, report).events) == nullptr);
}

// --- other names, other configurations

TEST_CASE("an algorithm that is configured twice is polled under its name, and that is told") {
  planned t({"acme/a", u1});
  t.it.due(t.now);
  const auto done = t.look_up(u1, 1, "acme/a", u1);
  const auto* said = find<algorithm_identified>(done.events);
  REQUIRE(said != nullptr);
  REQUIRE(said->twin != nullptr);
  CHECK(said->twin->display() == "acme/a");
  for (const auto what : {errors, builds, versions, logs}) {
    CHECK(t.of(u1, what).retired);
    CHECK_FALSE(t.of("acme/a", what).retired);
  }
  CHECK_FALSE(t.of(u1, algorithm).retired);  // its name may come to mean another
}

TEST_CASE("a twin that is found later is told then, and polled again when its name has gone") {
  planned t({"acme/a", u1});
  t.it.due(t.now);
  t.look_up(u1, 1, "", u1);
  CHECK_FALSE(t.of(u1, errors).retired);
  const auto found = t.look_up("acme/a", 1, "acme/a", u1);
  CHECK(find<algorithm_identified>(found.events) != nullptr);
  CHECK(t.of(u1, errors).retired);
  t.look_up("acme/a", 2, "acme/a", u2);
  CHECK_FALSE(t.of(u1, errors).retired);
}

TEST_CASE("a UUID that told no name hastens the look-ups of names") {
  planned t({"acme/a", u1});
  t.pass(1ms);
  t.look_up(u1, 1, "", u1);
  CHECK(t.due_in("acme/a", algorithm) < 5s);
}

TEST_CASE("a route that was not found is no reason for a look-up twice, only when it is news") {
  planned t({"acme/a"});
  start(t);
  REQUIRE(t.due_in("acme/a", algorithm) > 1h);
  t.end("acme/a", errors, errc::missing);
  CHECK(t.due_in("acme/a", algorithm) == 0s);
  t.wait();
  t.end("acme/a", algorithm, errc::ok);
  t.end("acme/a", errors, errc::missing);
  CHECK(t.due_in("acme/a", algorithm) > 1h);
}

TEST_CASE("a name that leads somewhere again is asked for all that was missing") {
  planned t({"acme/a"});
  start(t);
  for (const auto what : {errors, builds, versions}) t.end("acme/a", what, errc::missing);
  CHECK(t.due_in("acme/a", errors) > 1min);
  t.look_up("acme/a", 7, "acme/a", u1);
  for (const auto what : {errors, builds, versions}) CHECK(t.due_in("acme/a", what) == 0s);
}

TEST_CASE("what is configured no more is polled no more, and its cluster is not looked at") {
  planned t({"acme/a", "acme/b"});
  start(t);
  t.configure({"acme/b"});
  for (const auto what : {algorithm, errors, builds, versions, logs}) {
    CHECK(t.of("acme/a", what).retired);
    CHECK_FALSE(t.due_in("acme/a", what));
  }
  CHECK(t.it.count().targets.all == 3);
  t.configure({});
  CHECK(t.it.next_wake() == plan::time::max());
}

TEST_CASE("a poll under way when it was configured away ends, and is not scheduled again") {
  planned t({"acme/a"});
  const auto index = t.wait().start.at(0);
  t.configure({});
  const auto done = t.end(index, errc::ok);
  CHECK(count<poll_ended>(done.events) == 1);
  CHECK_FALSE(t.it.due_at(index));
}

TEST_CASE("what is configured anew starts, and what stays keeps its schedule") {
  planned t({"acme/a"});
  start(t);
  const auto before = t.due_in("acme/a", errors);
  t.configure({"acme/a", "acme/b"});
  CHECK(t.due_in("acme/a", errors) == before);
  CHECK(t.due_in("acme/b", errors) < 5s);
  t.configure({"acme/b"});
  t.configure({"acme/a", "acme/b"});
  CHECK(t.due_in("acme/a", errors) < 5s);
}
