#include "store/backlog.hpp"

#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace algolog {
namespace {

constexpr std::size_t bytes_per_transaction = 1024UL * 1024;

std::size_t bytes_of(const std::optional<std::string>& text) noexcept {
  return text ? text->size() : 0;
}

std::size_t bytes_of(const error_record& record) noexcept {
  auto bytes = sizeof record + record.request_id.size();
  bytes += record.username.size() + record.algoname.size() + bytes_of(record.algoversion);
  bytes += bytes_of(record.input) + bytes_of(record.error) + bytes_of(record.error_type);
  bytes += bytes_of(record.billable_to) + bytes_of(record.worker) + bytes_of(record.extra);
  return bytes;
}

}  // namespace

std::size_t bytes_of(const errors_batch& batch) noexcept {
  auto bytes = sizeof batch + batch.poll.route.size();
  bytes += batch.known.size() * sizeof(sighted_record);
  for (const auto& record : batch.records) bytes += bytes_of(record);
  for (const auto& one : batch.refused) bytes += sizeof one + one.reason.size() + one.body.size();
  return bytes;
}

bool backlog::has_room_for(const store_job& job) const noexcept {
  const auto bytes = job.bytes_at_stake();
  return bytes > 0 && bytes <= most_bytes - bytes_;
}

void backlog::put(std::unique_ptr<store_job> job) {
  bytes_ += job->bytes_at_stake();
  records_ += job->records();
  jobs_.push_back(std::move(job));
}

store_jobs backlog::take_oldest() {
  store_jobs oldest;
  std::size_t bytes = 0;
  while (!jobs_.empty() && bytes < bytes_per_transaction) {
    bytes += jobs_.front()->bytes_at_stake();
    records_ -= jobs_.front()->records();
    oldest.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  bytes_ -= bytes;
  return oldest;
}

void backlog::put_back(store_jobs jobs) {
  for (const auto& job : jobs) {
    bytes_ += job->bytes_at_stake();
    records_ += job->records();
  }
  jobs_.insert(jobs_.begin(), std::make_move_iterator(jobs.begin()),
               std::make_move_iterator(jobs.end()));
}

}  // namespace algolog
