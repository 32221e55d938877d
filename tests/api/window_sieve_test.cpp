#include "api/window_sieve.hpp"

#include <array>
#include <initializer_list>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "api/errors.hpp"
#include "api/slice.hpp"
#include "catch.hpp"

using namespace algolog;

namespace {

std::string record(const std::string& id, std::int64_t created_at, const std::string& text = "x") {
  return R"({"request_id":")" + id + R"(","created_at":)" + std::to_string(created_at) +
         R"(,"error":")" + text + R"("})";
}

std::string array(std::initializer_list<std::string> elements, const std::string& between = ",") {
  std::string out;
  for (const auto& one : elements) out += (out.empty() ? "" : between) + one;
  return "[" + out + "]";
}

/// A route whose answers come one after the other.
struct route {
  std::shared_ptr<const known_window> shown;
  std::string left;                   ///< of the last answer
  std::vector<sighted_record> known;  ///< what was left out of it

  void answer(std::string body) {
    window_sieve sieve(shown);
    sieve.apply(body);
    left = body;
    known = sieve.known();
    const auto read = parse_errors(body, {"acme", "x", {}});
    shown =
        std::make_shared<const known_window>(read ? sieve.after(read->records) : known_window());
  }
};

/// Whether the parts come in `all`, in their order.
bool is_part_of(const std::vector<std::string_view>& parts,
                const std::vector<std::string_view>& all) {
  auto next = parts.begin();
  for (const auto& one : all) {
    if (next != parts.end() && *next == one) ++next;
  }
  return next == parts.end();
}

}  // namespace

TEST_CASE("of a first answer nothing is known") {
  route t;
  const auto body = array({record("b", 2), record("a", 1)});
  t.answer(body);
  CHECK(t.left == body);
  CHECK(t.known.empty());
}

TEST_CASE("what the answer before had is left out, wherever it comes") {
  const auto a = record("a", 1);
  const auto b = record("b", 2);
  const auto c = record("c", 3);
  const auto d = record("d", 4);
  route t;
  t.answer(array({c, b, a}));
  SECTION("after what is new") {
    t.answer(array({d, c, b, a}));
    CHECK(t.left == array({d}));
    CHECK(t.known.size() == 3);
  }
  SECTION("before what is new") {
    t.answer(array({c, b, a, d}));
    CHECK(t.left == array({d}));
  }
  SECTION("without one that is gone") {
    t.answer(array({d, c, a}));
    CHECK(t.left == array({d}));
    CHECK(t.known.size() == 2);
  }
  SECTION("in another order, and twice") {
    t.answer(array({a, d, b, a, c}));
    CHECK(t.left == array({d}));
    CHECK(t.known.size() == 4);
  }
  SECTION("with other white space between them") {
    t.answer(array({d, c, b, a}, " ,\n "));
    CHECK(t.left == array({d}));
  }
  SECTION("and nothing else") {
    t.answer(array({b, a}));
    CHECK(t.left == "[]");
    CHECK(t.known.size() == 2);
  }
}

TEST_CASE("a record that changed by one byte is new") {
  route t;
  t.answer(array({record("b", 2), record("a", 1, "one")}));
  t.answer(array({record("b", 2), record("a", 1, "two")}));
  CHECK(t.left == array({record("a", 1, "two")}));
}

TEST_CASE("an element that begins with a known one is another") {
  window_sieve first(nullptr);
  std::string body = "[1,22]";
  first.apply(body);
  const auto shown = std::make_shared<const known_window>(first.after({{}, {}}));
  window_sieve second(shown);
  body = "[12,22,221]";
  second.apply(body);
  CHECK(body == "[12,221]");
  CHECK(second.known().size() == 1);
}

TEST_CASE("a body that is not one whole array stays as it is, and leaves nothing known") {
  route t;
  t.answer(array({record("a", 1)}));
  for (const auto& body : {std::string(), std::string("{}"), "[" + record("a", 1),
                           "[" + record("a", 1) + ",]", array({record("a", 1)}) + "x"}) {
    INFO(body);
    auto read = body;
    window_sieve sieve(t.shown);
    sieve.apply(read);
    CHECK(read == body);
    CHECK(sieve.known().empty());
    CHECK(sieve.after({}).empty());
  }
}

TEST_CASE("what is known keeps the time of a record, and that it had none") {
  route t;
  t.answer(array({record("a", 7), R"({"request_id":"b"})"}));
  t.answer(array({record("c", 9), record("a", 7), R"({"request_id":"b"})"}));
  REQUIRE(t.known.size() == 2);
  CHECK(t.known[0].created_at == 7);
  CHECK_FALSE(t.known[0].fresh);
  CHECK_FALSE(t.known[1].created_at);
  CHECK(t.known[0].execution == sighted_record("a", 7).execution);
}

TEST_CASE("a refused record leaves nothing known") {
  route t;
  t.answer(array({record("a", 1), R"({"created_at":1})"}));
  CHECK(t.shown->empty());
}

TEST_CASE("a new record of a known execution takes the whole answer with it") {
  window_sieve first(nullptr);
  auto body = array({record("a", 1), record("b", 2)});
  first.apply(body);
  const auto shown = std::make_shared<const known_window>(
      first.after(parse_errors(body, {"acme", "x", {}})->records));
  window_sieve second(shown);
  const auto next = array({record("a", 3), record("a", 1), record("b", 2)});
  body = next;
  second.apply(body);
  CHECK(second.parts_execution(parse_errors(body, {"acme", "x", {}})->records));
  CHECK(second.whole() == next);
  CHECK(second.known().empty());
}

TEST_CASE("a second answer to the same poll counts alone") {
  route t;
  t.answer(array({record("a", 1)}));
  window_sieve sieve(t.shown);
  auto body = array({record("b", 2), record("a", 1)});
  sieve.apply(body);
  body = array({record("c", 3)});
  sieve.apply(body);
  CHECK(body == array({record("c", 3)}));
  CHECK(sieve.known().empty());
}

TEST_CASE("whatever an answer looks like, each of its elements is left or is known") {
  std::mt19937 dice(1);
  const auto one_of = [&dice](const auto& list) { return list[dice() % std::size(list)]; };
  constexpr std::array elements{"1",
                                "12",
                                "[1]",
                                "[1,[2]]",
                                R"("a")",
                                R"("a\"")",
                                R"("],[")",
                                R"({"request_id":"a"})",
                                R"({"request_id":"b","error":"\\"})",
                                R"({"request_id":"a" })",
                                "{}",
                                "x",
                                "{]",
                                "\"",
                                "[",
                                ""};
  constexpr std::array between{",", " , ", ",\n", ",", ",", "", "]", ",,"};
  std::size_t whole = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::shared_ptr<const known_window> shown;
    for (int answer = 0; answer < 3; ++answer) {
      std::string body = "[";
      for (auto count = dice() % 6; count > 0; --count) {
        body += one_of(elements);
        if (count > 1) body += one_of(between);
      }
      body += dice() % 20 == 0 ? "" : "]";
      INFO(body);
      const auto all = slice_array(body, 100);
      window_sieve sieve(shown);
      auto left = body;
      sieve.apply(left);
      const auto rest = slice_array(left, 100);
      REQUIRE(rest.has_value() == all.has_value());
      if (!all) REQUIRE(left == body);
      if (all) REQUIRE(rest->size() + sieve.known().size() == all->size());
      if (all) REQUIRE(is_part_of(*rest, *all));
      whole += all ? 1U : 0U;
      const std::vector<error_record> read(all ? rest->size() : 0);
      shown = std::make_shared<const known_window>(sieve.after(read));
      if (all) REQUIRE(shown->size() == all->size());
    }
  }
  CHECK(whole > 10'000);
}
