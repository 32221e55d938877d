#include "store/occurrences.hpp"

#include <algorithm>
#include <random>
#include <string>

#include "catch.hpp"

using namespace algolog;

namespace {

using kind = occurrence::kind;

error_record made(std::optional<std::int64_t> at, const std::string& text) {
  error_record record;
  record.request_id = "req-1";
  record.created_at = at;
  record.error = text;
  return record;
}

std::vector<stored_error> rows_of(const std::vector<error_record>& records) {
  std::vector<stored_error> rows;
  for (const auto& record : records) {
    const auto number = static_cast<std::int64_t>(rows.size() + 1);
    rows.push_back({number, 1, number, {}, record});
  }
  return rows;
}

/// "known 1, another 3": what becomes of each record, and which row it is.
std::string told(const std::vector<error_record>& stored, const std::vector<error_record>& shown) {
  const auto rows = rows_of(stored);
  std::vector<const error_record*> pointers;
  for (const auto& record : shown) pointers.push_back(&record);
  constexpr const char* names[] = {"repeated", "known", "completes", "conflict", "another"};
  std::string text;
  for (const auto& verdict : tell_apart(rows, pointers, {})) {
    const auto number = verdict.stored ? verdict.stored->occurrence : verdict.number;
    text += (text.empty() ? "" : ", ") + std::string(names[static_cast<int>(verdict.what)]);
    if (number > 0) text += " " + std::to_string(number);
  }
  return text;
}

}  // namespace

TEST_CASE("records of one answer that differ are occurrences, and those that do not are one") {
  const auto a = made(1, "a");
  const auto b = made(1, "b");
  CHECK(told({}, {a, b, a}) == "another 1, another 2, repeated");
  CHECK(told({b}, {a, b}) == "another 2, known 1");
  CHECK(told({a, b}, {b}) == "known 2");
  CHECK(told({a, b}, {}) == "");
}

TEST_CASE("each row goes to the record most like it") {
  auto rich = made(1, "a");
  rich.worker = "w";
  const auto poor = made(1, "a");
  CHECK(told({poor, rich}, {rich, poor}) == "known 2, known 1");
  CHECK(told({poor}, {rich}) == "completes 1");
  CHECK(told({poor}, {rich, poor}) == "another 2, known 1");
  auto richer = rich;
  richer.extra = R"({"zone":"b"})";
  CHECK(told({poor, rich}, {richer, poor}) == "completes 2, known 1");
  CHECK(told({made({}, "a"), made(1, "b")}, {made(1, "a"), made(1, "b")}) ==
        "completes 1, known 2");
}

TEST_CASE("a record left over is a conflict only with a row that it can be") {
  const auto a = made(1, "a");
  const auto b = made(2, "b");
  CHECK(told({a}, {made(1, "A")}) == "conflict 1");
  CHECK(told({a}, {made({}, "A")}) == "conflict 1");
  CHECK(told({a}, {made(9, "a")}) == "conflict 1");
  CHECK(told({a}, {made(9, "A")}) == "another 2");
  CHECK(told({a, b}, {made(9, "b"), made(8, "a")}) == "conflict 2, conflict 1");
  CHECK(told({a, b}, {a, made(9, "b")}) == "known 1, another 3");
  CHECK(told({a, b}, {a, made(2, "B")}) == "known 1, conflict 2");
  CHECK(told({a, b}, {made(2, "B"), b, a}) == "another 3, known 2, known 1");
}

TEST_CASE("whatever an execution leaves, in any order and part by part, each is one row") {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t below) { return random() % below; };
  for (int round = 0; round < 300; ++round) {
    std::vector<error_record> all;
    for (std::size_t i = 0, most = 1 + pick(6); i < most; ++i) {
      all.push_back(made(static_cast<std::int64_t>(pick(3)), std::to_string(i)));
    }
    std::vector<error_record> stored;
    // An execution only gains records, and a window shows it whole.
    for (std::size_t seen = 1; seen <= all.size(); ++seen) {
      std::vector<error_record> shown(all.begin(), all.begin() + static_cast<long>(seen));
      std::ranges::shuffle(shown, random);
      const auto rows = rows_of(stored);
      std::vector<const error_record*> pointers;
      for (const auto& record : shown) pointers.push_back(&record);
      const auto verdicts = tell_apart(rows, pointers, {});
      for (std::size_t i = 0; i < shown.size(); ++i) {
        const bool is_new = std::ranges::count(stored, shown[i]) == 0;
        REQUIRE(verdicts[i].what == (is_new ? kind::another : kind::known));
        if (!is_new) REQUIRE(verdicts[i].stored->record == shown[i]);
      }
      stored.push_back(all[seen - 1]);
    }
  }
}
