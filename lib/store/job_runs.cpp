#include "store/job_runs.hpp"

#include <optional>
#include <utility>

#include "store/failure.hpp"

namespace algolog {
namespace {

bool fails_alone(store_file& in, const error& why) {
  return why.code == errc::store_failed && in.in_transaction();
}

std::optional<error> run_one(store_file& in, store_job& job) {
  in.run("SAVEPOINT job");
  try {
    job.run(in.on());
  } catch (...) {
    auto why = failure_of(in.db());
    if (!fails_alone(in, why)) throw;
    in.run("ROLLBACK TO job");
    in.run("RELEASE job");
    job.fail(why);
    return why;
  }
  in.run("RELEASE job");
  return std::nullopt;
}

}  // namespace

bool run_together(store_file& in, store_jobs& jobs) {
  try {
    for (auto& job : jobs) job->run(in.on());
    return true;
  } catch (...) {
    if (!fails_alone(in, failure_of(in.db()))) throw;
    return false;
  }
}

std::vector<error> run_apart(store_file& in, store_jobs& jobs) {
  std::vector<error> refused;
  for (auto& job : jobs) {
    if (auto why = run_one(in, *job)) refused.push_back(std::move(*why));
  }
  return refused;
}

}  // namespace algolog
