#include "store/waiting_jobs.hpp"

#include <utility>

namespace algolog {

void waiting_jobs::push(std::unique_ptr<store_job> job, time_point now) {
  if (jobs_.empty()) due_ = now + patience;
  if (!job->patient()) ++urgent_;
  jobs_.push_back(std::move(job));
}

waiting_jobs::time_point waiting_jobs::due() const noexcept {
  const bool at_once = hurried_ || urgent_ > 0 || jobs_.size() >= largest_batch;
  return at_once ? time_point::min() : due_;
}

store_jobs waiting_jobs::take() {
  store_jobs batch;
  while (!jobs_.empty() && batch.size() < largest_batch) {
    if (!jobs_.front()->patient()) --urgent_;
    batch.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  return batch;
}

}  // namespace algolog
