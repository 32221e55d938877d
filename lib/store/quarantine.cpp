#include "store/quarantine.hpp"

#include "digest.hpp"
#include "store/query.hpp"

namespace algolog {
namespace {

constexpr std::int64_t one_hour = 3'600'000;
constexpr std::int64_t most_rows = 1000;

// A window that is polled again brings the same again. A row from the future was written before
// the clock was set back: it says nothing of the last hour.
bool kept_lately(statement_cache& cache, const std::string& digest, std::int64_t now) {
  return query(cache,
               "SELECT 1 FROM quarantine WHERE digest = ?1 AND received_at > ?2"
               " AND received_at <= ?3 LIMIT 1")
      .with(digest, now - one_hour, now)
      .step();
}

// The oldest are those that came first, whatever the clock said.
void make_room(statement_cache& cache) {
  query(cache,
        "DELETE FROM quarantine WHERE quarantine_id IN (SELECT quarantine_id FROM quarantine"
        " ORDER BY quarantine_id LIMIT max(0, (SELECT count(*) FROM quarantine) - ?1))")
      .with(most_rows)
      .run();
}

}  // namespace

void quarantine(statement_cache& cache, const poll_facts& poll, const std::string& cluster,
                const unstorable& what) {
  const auto digest = sha256_hex(what.received);
  if (kept_lately(cache, digest, poll.at)) return;
  std::optional<blob> body;
  if (what.kept) body = blob{std::string_view(*what.kept).substr(0, quarantined_bytes)};
  query(cache,
        "INSERT INTO quarantine (received_at, cluster, algorithm_id, route, reason, body,"
        " body_bytes, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .with(poll.at, cluster, poll.algorithm_id, poll.route, what.reason, body,
            static_cast<std::int64_t>(what.received.size()), digest)
      .run();
  make_room(cache);
}

}  // namespace algolog
