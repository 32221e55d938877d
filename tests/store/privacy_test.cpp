#include "store/privacy.hpp"

#include <string>

#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

// printf %s 'card 1' | sha256sum
const std::string digest =
    "sha256:b6595b641b90d8f0d5cd00ab859e8d0803d8728e8b043fa1e73a2c1f9b4b5592";

error_record with_input(const std::string& request_id, const std::string& input) {
  auto record = an_error(request_id);
  record.input = input;
  return record;
}

}  // namespace

TEST_CASE("a dropped input is nowhere in the database") {
  scratch_store s(with(input_privacy::drop));
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {with_input("req-1", "card 1")}));
  auto changed = with_input("req-1", "card 1");
  changed.error = "other";
  auto batch = errors_at(id, 20, {changed});
  batch.refused.push_back({"record 1: no request_id", R"([{"a":[{"input":"card 1"}],"b":2}])"});
  batch.refused.push_back({"not JSON: byte 9", R"({"input":"card 1)"});
  s->append(batch);
  s.handle().exec("PRAGMA wal_checkpoint(TRUNCATE)");
  CHECK(content(s.file()).find("card 1") == std::string::npos);
  CHECK(s.rows("SELECT CAST(body AS TEXT) FROM quarantine WHERE reason NOT LIKE 'conflict%'") ==
        std::vector<std::string>{R"([{"a":[{"input":null}],"b":2}])", "NULL"});
}

TEST_CASE("a body that was cut at its bound holds no input either") {
  const auto how = GENERATE(input_privacy::drop, input_privacy::digest);
  scratch_store s(with(how));
  const auto id = watch_fraud(s);
  const std::string padding(70'000, 'x');
  const auto body = R"([{"input":"card 1","error":")" + padding + R"("},{"input":"card 1")";
  auto poll = failure_at(id, 10, collection::errors, errc::not_json);
  poll.refused = refused_record{"not JSON", body};
  s->append(poll);
  poll.refused->body = body + "}]";
  s->append(poll);
  s.handle().exec("PRAGMA wal_checkpoint(TRUNCATE)");
  CHECK(content(s.file()).find("card 1") == std::string::npos);
  CHECK(s.rows("SELECT coalesce(length(body), 'none') FROM quarantine") ==
        std::vector<std::string>{"none", "65536"});
}

TEST_CASE("a digested input still tells equal from different") {
  scratch_store s(with(input_privacy::digest));
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {with_input("req-1", "card 1")}));
  CHECK(s.row("SELECT input FROM errors") == digest);
  CHECK(s->append(errors_at(id, 20, {with_input("req-1", "card 1")})).unchanged == 1);
  CHECK(s->append(errors_at(id, 30, {with_input("req-1", "card 2")})).conflicts == 1);
}

TEST_CASE("a changed privacy setting makes no conflicts of what is stored") {
  scratch_store s(with(input_privacy::store));
  const auto id = watch_fraud(s);
  const auto records = [] {
    return std::vector{with_input("req-1", "a"), with_input("req-2", "b"),
                       with_input("req-3", "c")};
  }();
  s->append(errors_at(id, 10, {records[0]}));
  s.reopen(with(input_privacy::digest));
  s->append(errors_at(id, 20, {records[0], records[1]}));
  s.reopen(with(input_privacy::drop));
  s->append(errors_at(id, 30, records));
  s.reopen(with(input_privacy::store));
  CHECK(s->append(errors_at(id, 40, records)).unchanged == 3);
  CHECK(s.row("SELECT count(*) FROM quarantine") == "0");
}

TEST_CASE("an input that appears later completes the row where none was ever dropped") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {an_error("req-1")}));
  CHECK(s->append(errors_at(id, 20, {with_input("req-1", "new")})).updated == 1);
  CHECK(s.row("SELECT input FROM errors") == "new");
}

TEST_CASE("an input that was dropped stays dropped when the setting changes") {
  scratch_store s(with(input_privacy::drop));
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {with_input("req-1", "card 1")}));
  s.reopen(with(input_privacy::store));
  auto gained = with_input("req-1", "card 1");
  gained.worker = "w";
  CHECK(s->append(errors_at(id, 20, {gained})).updated == 1);
  CHECK(s.row("SELECT input, worker FROM errors") == "NULL|w");
}

TEST_CASE("a body that would take many times its bytes is not searched for inputs, and not kept") {
  std::string bomb = "[1";
  for (int i = 0; i < 2'000'000; ++i) bomb += ",1";
  CHECK_FALSE(kept_body(bomb + "]", input_privacy::drop));
  CHECK_FALSE(kept_body(std::string(1'000'000, '['), input_privacy::digest));
}
