#include "store/outage.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

const error full{errc::store_unavailable, "no room left"};
const error locked{errc::store_unavailable, "a lock"};

}  // namespace

TEST_CASE("tries are one, two and four seconds apart, then five") {
  outage spell;
  outage::time now{1000s};
  CHECK_FALSE(spell.lasts());
  for (const auto wait : {1s, 2s, 4s, 5s, 5s, 5s}) {
    spell.on_failure(full, now);
    CHECK(spell.next_try() == now + wait);
    now += wait;
  }
  CHECK(spell.lasts());
  CHECK(spell.failed_commits() == 6);
  CHECK(spell.lasted(now) == 22s);
}

TEST_CASE("an outage lasts on however many commits fail") {
  outage spell;
  const outage::time now{1000s};
  for (int i = 0; i < 1000; ++i) spell.on_failure(full, now);
  CHECK(spell.next_try() == now + 5s);
}

TEST_CASE("each reason of an outage is news once, also when reasons take turns") {
  outage spell;
  const outage::time now{1000s};
  CHECK(spell.on_failure(full, now));
  CHECK_FALSE(spell.on_failure(full, now + 1s));
  CHECK(spell.on_failure(locked, now + 2s));
  CHECK(spell.why().detail == locked.detail);
  CHECK_FALSE(spell.on_failure(full, now + 3s));
  spell = {};
  CHECK(spell.on_failure(full, now + 4s));
}
