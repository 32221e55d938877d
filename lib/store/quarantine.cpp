#include "store/quarantine.hpp"

#include "digest.hpp"
#include "store/query.hpp"

namespace algolog {
namespace {

constexpr std::size_t kept_bytes = 64U << 10;
constexpr std::int64_t one_hour = 3'600'000;

}  // namespace

void quarantine(statement_cache& cache, const poll_facts& poll, const std::string& cluster,
                const unstorable& what) {
  const auto digest = sha256_hex(what.received);
  const auto kind = what.reason.substr(0, what.reason.find(':'));
  const bool known = query(cache,
                           "SELECT 1 FROM quarantine WHERE digest = ?1 AND received_at > ?2"
                           " AND cluster = ?3 AND route = ?4"
                           " AND substr(reason, 1, instr(reason || ':', ':') - 1) = ?5 LIMIT 1")
                         .with(digest, poll.at - one_hour, cluster, poll.route, kind)
                         .step();
  if (known) return;
  std::optional<blob> body;
  if (what.kept) body = blob{std::string_view(*what.kept).substr(0, kept_bytes)};
  query(cache,
        "INSERT INTO quarantine (received_at, cluster, algorithm_id, route, reason, body,"
        " body_bytes, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .with(poll.at, cluster, poll.algorithm_id, poll.route, what.reason, body,
            static_cast<std::int64_t>(what.received.size()), digest)
      .run();
}

bool is_quarantined(statement_cache& cache, std::string_view received) {
  return query(cache, "SELECT 1 FROM quarantine WHERE digest = ?1 LIMIT 1")
      .with(sha256_hex(received))
      .step();
}

}  // namespace algolog
