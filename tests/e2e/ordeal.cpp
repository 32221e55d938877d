#include "ordeal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <csignal>

#include "catch.hpp"
#include "eventually.hpp"
#include "records.hpp"
#include "running_cluster.hpp"
#include "stored.hpp"

namespace e2e {
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

namespace {

constexpr auto day = 24h;

}  // namespace

ordeal::ordeal(unsigned seed, hardships of)
    : of_(std::move(of)), dice_(seed), scenario_(unruly_cluster(of_, dice_)), cluster_(scenario_) {
  cluster_.start();
  box_.emplace(settings("100ms", true));
  clock_.emplace(box_->folder() / "clock");
  for (const auto& uuid : uuids()) first_polls_[uuid].not_before = cluster_now();
  // What went before the first poll is nobody's loss.
  CHECK(box_->run({"once"}, clock_->variables()).status == 0);
  note_what_is_seen();
  pass(5min);  // from here on it is clear what is news
  cluster_.post("/_control/fault", faults_of(of_));
  for (const char* table : {"errors", "newest_errors"})
    hooks_.push_back(std::make_unique<hook>(box_->database(), table));
}

void ordeal::cycle() {
  if (one_in(3)) be_away();
  if (of_.names_change) box_->configure(settings("100ms", one_in(2)));
  start();
  hold_a_build();
  const auto begin = requests();
  const auto last = begin + 1 + up_to(149);
  for (auto now = begin; now < last; now = next_request(now)) {
    note_what_is_learned();
    fail_some();
    if (one_in(100)) pass(milliseconds(1min) * (1 + up_to(15)));
    if (one_in(300)) add_field();
    if (!of_.names_change) continue;
    if (one_in(100)) change_names();
    if (one_in(40)) reload_storm();
  }
  stop(SIGKILL, -SIGKILL);
  CHECK(stored(box_->database()).text("PRAGMA integrity_check") == "ok");
  note_what_is_seen();
  end_held_builds();
}

void ordeal::settle() {
  cluster_.post("/_control/fault", {{"clear", true}});
  cluster_.post("/_control/rest", boost::json::object{});
  box_->configure(settings("100ms", true));
  start();
  end_held_builds();
  // What backs off, is parked or looked up now and then has its turn.
  for (int turn = 0; turn < 8; ++turn) {
    pass(20min);
    if (eventually([this] { return all_is_well(); }, 4s)) break;
  }
  INFO(last_words());
  CHECK(unpolled_since(clock_->now_ms() - 20LL * 60'000) == strings{});
  stop(SIGTERM, 0);
}

bool ordeal::all_is_well() {
  return polled_since(clock_->now_ms() - 4'000) && sum().wrong.empty() &&
         account_builds(cluster_, box_->database()).empty();
}

void ordeal::keeps_its_intervals() {
  box_->configure(settings("10m", true));
  const auto started = clock_->now_ms();
  start();
  CHECK(eventually([&] { return polled_since(started); }));
  const auto then = clock_->now_ms() + 19LL * 60'000;  // it may poll before `pass` returns
  pass(20min);
  eventually([&] { return polled_since(then); }, 60s);
  INFO(last_words());
  CHECK(unpolled_since(then) == strings{});
  stop(SIGTERM, 0);
}

void ordeal::check_the_rest() {
  note_what_is_seen();
  const stored db(box_->database());
  CHECK(db.text("PRAGMA integrity_check") == "ok");
  CHECK(db.rows("PRAGMA foreign_key_check") == strings{});
  CHECK(account_builds(cluster_, box_->database()) == strings{});
  CHECK(account_transitions(box_->database(), seen_running_) == strings{});
  CHECK(account_backfilled(cluster_, box_->database(), first_polls_) == strings{});
  for (const auto& one : hooks_) CHECK(one->finish() == strings{});
  check_quarantine();
}

/// A conflict is an answer that contradicts an earlier one: there is none, but where a record of
/// two was left out. Any other body makes a row an hour.
void ordeal::check_quarantine() {
  const stored db(box_->database());
  std::map<std::string, std::size_t> records_of;
  const auto errors = cluster_.get("/_truth/errors");
  for (const auto& error : errors.as_array()) ++records_of[key_of(error.at("record").as_object())];
  std::size_t several = 0;
  for (const auto& [key, count] : records_of) several += count > 1 ? count : 0;
  const auto conflicts = db.number("SELECT count(*) FROM quarantine WHERE reason LIKE 'conflict%'");
  CHECK(conflicts <= static_cast<std::int64_t>(of_.wrong_answers ? several : 0));
  CHECK(db.count("quarantine") - conflicts <= static_cast<std::int64_t>(40 * (absences_ + 1)));
}

std::size_t ordeal::kinds_of_fault() {
  return cluster_.get("/_truth/counters").at("faults").as_object().size();
}

// --- time, and the daemon's life

std::string ordeal::last_words() const {
  constexpr std::size_t most = 4000;
  const auto said = daemon_->err();
  return said.size() > most ? said.substr(said.size() - most) : said;
}

void ordeal::start() {
  daemon_ = box_->start({"run"}, clock_->variables());
  // A SIGHUP that comes before `main` ends the process.
  CHECK(eventually([this] { return lines_with(daemon_->err(), " watches ") == 1; }));
}

void ordeal::stop(int signal, int status) {
  daemon_->send(signal);
  CHECK(daemon_->wait() == status);
}

/// The same for the daemon and the cluster.
void ordeal::pass(milliseconds time) {
  ++absences_;
  cluster_.post("/_control/advance", {{"ms", time.count()}, {"quiet", true}});
  clock_->pass(time);
}

void ordeal::be_away() {
  const bool long_one = of_.long_absences && one_in(4);
  pass(long_one ? 8 * day + up_to(48) * 1h : milliseconds(1h) * up_to(12));
}

// --- what the cluster is made to do

std::int64_t ordeal::cluster_now() { return counted(cluster_, "now"); }

std::int64_t ordeal::requests() { return counted(cluster_, "requests"); }

/// Waits for another request, so that errors come as fast as they are asked for. What is unknown or
/// refused is asked for rarely: then time passes.
std::int64_t ordeal::next_request(std::int64_t seen) {
  auto now = seen;
  const auto asked = [&] { return (now = requests()) > seen; };
  bool done = eventually(asked, 3s);
  for (int hours = 0; !done && hours < 24; ++hours) {
    pass(1h);
    done = eventually(asked, 3s);
  }
  INFO("the daemon asks for nothing; it runs: " << daemon_->running()
                                                << ", and said: " << last_words());
  REQUIRE(done);
  return std::max(now, seen + 1);
}

void ordeal::fail_some() {
  const auto all = names();
  const auto& which = all[static_cast<std::size_t>(up_to(static_cast<int>(all.size()) - 1))];
  cluster_.post("/_control/errors", {{"algorithm", which}, {"generate", up_to(of_.burst)}});
  box_->set_key(api_key);  // a refused key is sent again when its file has changed
}

void ordeal::add_field() {
  if (field_added_) return;
  field_added_ = true;
  cluster_.post("/_control/field", {{"name", "severity"}, {"value", "high"}});
}

}  // namespace e2e
