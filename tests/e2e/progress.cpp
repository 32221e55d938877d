#include "progress.hpp"

#include "eventually.hpp"
#include "stored.hpp"

namespace e2e {

std::int64_t polls(const sandbox& box, const std::string& condition) {
  return stored(box.database()).number("SELECT total(polls) FROM v_polls WHERE " + condition);
}

bool more_polls(const sandbox& box, const std::string& condition, std::int64_t count) {
  std::int64_t before = -1;
  const auto counted_before = [&] { return (before = polls(box, condition)) >= 0; };
  return eventually(counted_before) &&
         eventually([&] { return polls(box, condition) >= before + count; });
}

void fail(simcluster::server& cluster, const std::string& algorithm, int executions) {
  cluster.post("/_control/errors", {{"algorithm", algorithm}, {"generate", executions}});
}

bool all_errors_stored(simcluster::server& cluster, const sandbox& box) {
  const auto made = cluster.get("/_truth/errors").as_array().size();
  return stored(box.database()).count("errors WHERE cluster = 'sim'") ==
         static_cast<std::int64_t>(made);
}

}  // namespace e2e
