#include <fmt/format.h>

#include "catch.hpp"
#include "hardships.hpp"
#include "ordeal.hpp"
#include "sanitized.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

void tell(const accounting& sum, ordeal& of, int kills) {
  fmt::print(
      "oracle, {}: {} kills, {} kinds of fault; {} records made, {} stored, {} inside gaps, {} gone"
      " before anybody could look, {} later than any before, {} in doubt; {} gaps, of these {} hid "
      "nothing "
      "({:.0f} %); {} stored records"
      " lie in gaps ({:.1f} %), {} without need ({:.1f} %)\n",
      of.name(), kills, of.kinds_of_fault(), sum.made, sum.stored, sum.inside, sum.nobodys,
      sum.too_late, sum.in_doubt, sum.gaps, sum.idle_gaps, share(sum.idle_gaps, sum.gaps),
      sum.stored_in_gaps, share(sum.stored_in_gaps, sum.stored), sum.needless,
      share(sum.needless, sum.stored));
  std::fflush(stdout);
}

/// Everything that holds whatever happens. `needless`: percent of what is stored that may lie in
/// gaps far from anything lost.
accounting try_out(ordeal& trial, int kills) {
  for (int i = 0; i < kills; ++i) trial.cycle();
  trial.settle();
  trial.keeps_its_intervals();
  const auto sum = trial.sum();
  tell(sum, trial, kills);
  CHECK(sum.wrong == strings{});
  CHECK(sum.stored > 0);
  trial.check_the_rest();
  return sum;
}

/// Of what is stored, little lies in gaps and far from anything lost. A short trial tells nothing
/// of that.
void check_gaps_are_needed(const accounting& sum) {
  if (sum.stored < 3000) return;
  CHECK(share(sum.needless, sum.stored) < 10);
}

}  // namespace

TEST_CASE(
    "in a wider world, killed at random on a wicked cluster, it stores each error once or has a "
    "gap for it",
    "[.wide]") {
  if (sanitized) return;  // the oracle's own trials are enough for them
  const auto from = drawn_seed();
  INFO("ALGOLOGD_ORACLE_SEED=" << from);
  hardships of;
  of.name = "small window";
  of.long_absences = true;
  ordeal trial(from, of);
  check_gaps_are_needed(try_out(trial, cycles(6)));
}

TEST_CASE(
    "in a wider world, killed at random on a wicked cluster whose window is large enough, it has "
    "no gap") {
  if (sanitized) return;  // the oracle's own trials are enough for them
  const auto from = drawn_seed();
  INFO("ALGOLOGD_ORACLE_SEED=" << from);
  hardships of;
  of.name = "large window";
  of.window = 100'000;
  of.burst = 2;
  ordeal trial(from, of);
  const auto sum = try_out(trial, cycles(3));
  CHECK(sum.stored == sum.made);
  CHECK(sum.gaps == 0);
}

TEST_CASE(
    "in a wider world, killed at random while names change and it reloads, it loses nothing in "
    "silence",
    "[.wide]") {
  if (sanitized) return;  // the oracle's own trials are enough for them
  const auto from = drawn_seed();
  INFO("ALGOLOGD_ORACLE_SEED=" << from);
  hardships of;
  of.name = "changing names";
  of.names_change = true;
  ordeal trial(from, of);
  // What one of two lost counts for both, since a name passed from one to the other: gaps are wide.
  try_out(trial, cycles(4));
}

TEST_CASE(
    "in a wider world, killed at random while answers and their dates are wrong, it loses nothing "
    "in silence",
    "[.wide]") {
  if (sanitized) return;  // the oracle's own trials are enough for them
  const auto from = drawn_seed();
  INFO("ALGOLOGD_ORACLE_SEED=" << from);
  hardships of;
  of.name = "wrong answers";
  of.long_absences = true;
  of.wrong_answers = true;
  ordeal trial(from, of);
  check_gaps_are_needed(try_out(trial, cycles(4)));
}
