#include "store/backlog.hpp"

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr std::size_t mebibyte = 1024UL * 1024;

class numbered_job final : public store_job {
 public:
  numbered_job(int number, std::size_t bytes) : number_(number), bytes_(bytes) {}
  void run(store&) override {}
  void fail(const error&) override {}
  void deliver() override {}
  std::size_t bytes_at_stake() const noexcept override { return bytes_; }
  std::size_t records() const noexcept override { return 1; }
  bool patient() const noexcept override { return false; }
  std::size_t gaps_found() const noexcept override { return 0; }
  int number() const { return number_; }

 private:
  int number_;
  std::size_t bytes_;
};

bool put(backlog& into, int number, std::size_t bytes) {
  auto job = std::make_unique<numbered_job>(number, bytes);
  const bool fits = into.has_room_for(*job);
  if (fits) into.put(std::move(job));
  return fits;
}

std::vector<int> numbers(const store_jobs& jobs) {
  std::vector<int> all;
  for (const auto& job : jobs) all.push_back(dynamic_cast<const numbered_job&>(*job).number());
  return all;
}

}  // namespace

TEST_CASE("a full backlog keeps the oldest") {
  backlog waits;
  CHECK(put(waits, 1, 20 * mebibyte));
  CHECK(put(waits, 2, 10 * mebibyte));
  CHECK_FALSE(put(waits, 3, 3 * mebibyte));
  CHECK(put(waits, 4, 2 * mebibyte));
  CHECK_FALSE(put(waits, 5, 1));
  CHECK(waits.size() == 3);
  CHECK(numbers(waits.take_oldest()) == std::vector{1});
  CHECK(put(waits, 6, 20 * mebibyte));
}

TEST_CASE("a job without records is not kept") {
  backlog waits;
  CHECK_FALSE(put(waits, 1, 0));
  CHECK(waits.empty());
}

TEST_CASE("one too large for the whole backlog is not kept") {
  backlog waits;
  CHECK_FALSE(put(waits, 1, backlog::most_bytes + 1));
  CHECK(put(waits, 2, backlog::most_bytes));
}

TEST_CASE("the backlog comes out in its order, a mebibyte at a time") {
  backlog waits;
  for (int i = 0; i < 6; ++i) put(waits, i, mebibyte / 2);
  auto first = waits.take_oldest();
  CHECK(numbers(first) == std::vector{0, 1});
  waits.put_back(std::move(first));
  CHECK(waits.size() == 6);
  CHECK(numbers(waits.take_oldest()) == std::vector{0, 1});
  CHECK(numbers(waits.take_oldest()) == std::vector{2, 3});
  CHECK(numbers(waits.take_oldest()) == std::vector{4, 5});
  CHECK(waits.empty());
}

TEST_CASE("what is put back takes its room again") {
  backlog waits;
  put(waits, 1, backlog::most_bytes);
  waits.put_back(waits.take_oldest());
  CHECK_FALSE(put(waits, 2, 1));
}

TEST_CASE("a batch takes about the memory of its texts") {
  auto record = an_error("req-1");
  record.input = std::string(1000, 'x');
  record.extra = std::string(100, 'x');
  const auto batch = errors_at(1, 1, {record, record});
  CHECK(bytes_of(batch) >= 2200);
  CHECK(bytes_of(batch) < 4200);
  CHECK(bytes_of(errors_at(1, 1, {})) > 0);
}
