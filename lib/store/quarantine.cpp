#include "store/quarantine.hpp"

#include "digest.hpp"
#include "store/query.hpp"

namespace algolog {
namespace {

constexpr std::int64_t one_hour = 3'600'000;
constexpr std::int64_t most_rows = 1000;
// Must not change: an index and the queries of users depend on it.
constexpr std::string_view conflict_sign = "conflict: ";

// The same body may come with every poll. A row with a time in the future was written before the
// clock was set back, and does not count for the last hour.
bool kept_lately(statement_cache& cache, const std::string& digest, std::int64_t now) {
  return query(cache,
               "SELECT 1 FROM quarantine WHERE digest = ?1 AND received_at > ?2"
               " AND received_at <= ?3 LIMIT 1")
      .with(digest, now - one_hour, now)
      .step();
}

bool is_quarantined_as(statement_cache& cache, const std::string& digest) {
  return query(cache, "SELECT 1 FROM quarantine WHERE digest = ?1 LIMIT 1").with(digest).step();
}

// Oldest by row number, for the clock may have been wrong.
constexpr std::string_view leave_first[] = {
    "DELETE FROM quarantine WHERE quarantine_id = (SELECT min(quarantine_id) FROM quarantine"
    " INDEXED BY quarantine_conflicts WHERE reason GLOB 'conflict: *')",
    "DELETE FROM quarantine WHERE quarantine_id = (SELECT min(quarantine_id) FROM quarantine"
    " WHERE digest = ?1)",
    "DELETE FROM quarantine WHERE quarantine_id = (SELECT min(quarantine_id) FROM quarantine)",
};

void make_room(statement_cache& cache, const std::string& digest) {
  query rows(cache, "SELECT count(*) FROM quarantine");
  if (!rows.step() || rows.integer(0) < most_rows) return;
  for (const auto sql : leave_first) {
    query leave(cache, sql);
    if (sql.ends_with("?1)")) leave.with(digest);
    if (leave.run() > 0) return;
  }
}

}  // namespace

unstorable::kind kind_of(std::string_view reason) noexcept {
  return reason.starts_with(conflict_sign) ? unstorable::kind::conflict
                                           : unstorable::kind::not_understood;
}

bool quarantine(statement_cache& cache, const poll_facts& poll, const std::string& cluster,
                const unstorable& what) {
  const auto digest = sha256_hex(what.received);
  if (kept_lately(cache, digest, poll.at)) return false;
  const bool first = !is_quarantined_as(cache, digest);
  make_room(cache, digest);
  const bool conflict = what.what == unstorable::kind::conflict;
  const auto reason = (conflict ? std::string(conflict_sign) : std::string()) + what.reason;
  std::optional<blob> body;
  if (what.kept) body = blob{std::string_view(*what.kept).substr(0, quarantined_bytes)};
  query(cache,
        "INSERT INTO quarantine (received_at, cluster, algorithm_id, route, reason, body,"
        " body_bytes, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .with(poll.at, cluster, poll.algorithm_id, poll.route, reason, body,
            static_cast<std::int64_t>(what.received.size()), digest)
      .run();
  return first;
}

}  // namespace algolog
