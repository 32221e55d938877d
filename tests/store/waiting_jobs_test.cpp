#include "store/waiting_jobs.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

class numbered final : public store_job {
 public:
  numbered(std::size_t number, bool patient) : number_(number), patient_(patient) {}

  void run(store&) override {}
  void fail(const error&) override {}
  void deliver() override {}
  std::size_t bytes_at_stake() const noexcept override { return 0; }
  std::size_t records() const noexcept override { return number_; }
  bool patient() const noexcept override { return patient_; }
  std::size_t gaps_found() const noexcept override { return 0; }

 private:
  std::size_t number_;
  bool patient_;
};

const waiting_jobs::time_point start{1h};

struct queue {
  void patient(waiting_jobs::time_point at = start) {
    jobs.push(std::make_unique<numbered>(++count, true), at);
  }
  void urgent(waiting_jobs::time_point at = start) {
    jobs.push(std::make_unique<numbered>(++count, false), at);
  }

  std::size_t count = 0;
  waiting_jobs jobs;
};

}  // namespace

TEST_CASE("a patient job waits for others, from when the first of them came") {
  queue q;
  q.patient();
  CHECK(q.jobs.due() == start + waiting_jobs::patience);
  q.patient(start + waiting_jobs::patience / 2);
  CHECK(q.jobs.due() == start + waiting_jobs::patience);
  CHECK(q.jobs.take().size() == 2);
  CHECK(q.jobs.empty());
  q.patient(start + 1s);
  CHECK(q.jobs.due() == start + 1s + waiting_jobs::patience);
}

TEST_CASE("a job that is not patient is due at once and takes along those before it, in order") {
  queue q;
  q.patient();
  q.urgent();
  q.patient();
  CHECK(q.jobs.due() <= start);
  const auto batch = q.jobs.take();
  REQUIRE(batch.size() == 3);
  for (std::size_t i = 0; i < batch.size(); ++i) CHECK(batch[i]->records() == i + 1);
  q.patient(start + 1s);
  CHECK(q.jobs.due() == start + 1s + waiting_jobs::patience);
}

TEST_CASE("a full batch of patient jobs is due at once, and the rest when its time has come") {
  queue q;
  for (std::size_t i = 0; i < waiting_jobs::largest_batch; ++i) q.patient();
  CHECK(q.jobs.due() <= start);
  q.patient(start + 1ms);
  CHECK(q.jobs.take().size() == waiting_jobs::largest_batch);
  REQUIRE_FALSE(q.jobs.empty());
  CHECK(q.jobs.due() == start + waiting_jobs::patience);
}

TEST_CASE("at the end no job waits for others") {
  queue q;
  q.patient();
  q.jobs.hurry();
  CHECK(q.jobs.due() <= start);
  q.jobs.take();
  q.patient(start + 1s);
  CHECK(q.jobs.due() <= start);
}
