#include "store/history.hpp"

#include <string>

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t noon = 1'700'000'000'000;

error_record of(const std::string& algoname, const std::string& request_id,
                std::optional<std::int64_t> created_at) {
  auto record = an_error(request_id);
  record.created_at = created_at;
  record.algoname = algoname;
  return record;
}

/// An algorithm that is watched since noon, and a pipeline that calls it.
struct caller_and_called {
  scratch_store s;
  std::int64_t called = s->watch("prod", named("acme", "called"), 1).algorithm_id;
  std::int64_t caller = s->watch("prod", named("acme", "caller"), 1).algorithm_id;

  caller_and_called() { s->append(errors_at(called, noon, {})); }

  strings stored() {
    return s.rows(
        "SELECT request_id || iif(backfilled, ' history', ' news') FROM errors"
        " ORDER BY request_id");
  }
};

}  // namespace

TEST_CASE("a new error of a watched algorithm is news, also on the first poll of its caller") {
  caller_and_called t;
  t.s->append(errors_at(t.caller, noon + 2 * hour,
                        {of("called", "a new", noon + hour), of("called", "b old", noon - hour),
                         of("caller", "c own", noon + hour), of("stranger", "d", noon + hour),
                         of("called", "e timeless", std::nullopt)}));
  CHECK(t.stored() ==
        strings{"a new news", "b old history", "c own history", "d history", "e timeless news"});
  CHECK(t.s.row("SELECT count(*) FROM newest_errors WHERE backfilled = 0") == "2");
}

TEST_CASE("what was made before the first poll is history, however late it turns up") {
  caller_and_called t;
  t.s->append(errors_at(t.called, noon + hour,
                        {of("called", "a", noon - 61'000), of("called", "b", noon - 59'000),
                         of("called", "c", noon), of("called", "d", std::nullopt)}));
  CHECK(t.stored() == strings{"a history", "b news", "c news", "d news"});
}

TEST_CASE("the earlier of two first polls decides what is history") {
  caller_and_called t;
  t.s->append(errors_at(t.caller, noon + 2 * hour, {}));
  t.s->append(errors_at(t.caller, noon + 3 * hour,
                        {of("called", "a", noon + hour), of("caller", "b", noon + hour),
                         of("caller", "c", noon + 2 * hour)}));
  CHECK(t.stored() == strings{"a news", "b history", "c news"});
}

TEST_CASE("the first poll is remembered by the cluster's clock, and after a restart") {
  scratch_store s;
  const auto id = watch_fraud(s);
  auto first = errors_at(id, noon - 24 * hour, {});
  first.poll.at += 24 * hour;
  s->append(first);
  s.reopen();
  auto second =
      errors_at(id, noon - 23 * hour, {an_error("a", noon + hour), an_error("b", noon - hour)});
  second.poll.at += 24 * hour;
  s->append(second);
  CHECK(s.row("SELECT first_at FROM windows") == std::to_string(noon));
  CHECK(s.rows("SELECT request_id, backfilled FROM errors ORDER BY 1") == strings{"a|0", "b|1"});
}

TEST_CASE("two names that become one were watched since the earlier first poll") {
  scratch_store s;
  const auto by_name = watch_fraud(s);
  const auto by_uuid = s->watch("prod", with_uuid("u-1"), 2).algorithm_id;
  s->append(errors_at(by_uuid, noon, {}));
  s->identify(by_uuid, {"acme", "fraud", "u-1"}, noon + hour);
  s->append(errors_at(by_name, noon + 2 * hour, {an_error("a", noon + hour)}));
  CHECK(s.row("SELECT request_id, backfilled FROM errors") == "a|0");
}
