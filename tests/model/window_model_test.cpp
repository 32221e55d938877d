#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <sstream>

#include "catch.hpp"
#include "trial.hpp"

using namespace model;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* wanted = std::getenv(name);
  return wanted == nullptr ? otherwise : std::strtoull(wanted, nullptr, 10);
}

std::string story(const history& of, const make_subject& make) {
  const auto shortest = shrink(of, make);
  std::ostringstream out;
  out << shortest << run(shortest, make).wrong;
  return out.str();
}

void tell(const std::string& what, std::uint64_t histories, const outcome& sum) {
  const auto percent = [](std::size_t part, std::size_t whole) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(1, whole));
  };
  fmt::print(
      "model, {}: {} histories, {} records, {} lost, {} gaps, {:.1f} % of them hid nothing,"
      " {:.1f} % of the stored records inside a gap\n",
      what, histories, sum.records, sum.lost, sum.gaps, percent(sum.idle_gaps, sum.gaps),
      percent(sum.inside, sum.records - sum.lost));
}

/// The usual run tries the same histories each time, so that what fails was broken by a change.
std::uint64_t first_seed() {
  const bool is_long =
      std::getenv("ALGOLOGD_MODEL_HISTORIES") || std::getenv("ALGOLOGD_MODEL_STORES");
  return from_environment("ALGOLOGD_MODEL_SEED", is_long ? std::random_device{}() : 1);
}

void try_histories(const std::string& what, std::uint64_t count, const make_subject& make) {
  const auto first = first_seed();
  outcome sum;
  std::uint64_t tried = 0;
  for (auto seed = first; tried < count && sum.wrong.empty(); ++seed, ++tried) {
    const auto one = random_history(seed);
    sum += run(one, make);
    if (sum.wrong.empty()) continue;
    FAIL("ALGOLOGD_MODEL_SEED=" << seed << '\n' << story(one, make));
  }
  tell(what, tried, sum);
  CHECK(sum.lost > 0);
}

std::optional<std::size_t> known_cap(const history& of) {
  return of.cap_is_known ? std::optional(of.cluster.cap) : std::nullopt;
}

memory memory_in(const history& of) { return static_cast<memory>(of.cluster.cap % 3); }

}  // namespace

TEST_CASE("whatever happens to a route, no record is lost without a gap") {
  try_histories("decisions", from_environment("ALGOLOGD_MODEL_HISTORIES", 100'000),
                [](const history& of) { return pure_subject(known_cap(of)); });
}

TEST_CASE("whatever happens to a route, the store has each record once or a gap for it") {
  try_histories("store", from_environment("ALGOLOGD_MODEL_STORES", 300),
                [](const history& of) { return store_subject(known_cap(of), memory_in(of)); });
}
