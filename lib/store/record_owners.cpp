#include "store/record_owners.hpp"

namespace algolog {

record_owners::record_owners(tables& in, const tables::resolved_poll& resolved)
    : in_(in), resolved_(resolved) {
  const auto id = resolved.poll.algorithm_id;
  query row(in_.cache,
            "SELECT coalesce(owner, ''), coalesce(name, '') FROM algorithms"
            " WHERE algorithm_id = ?1");
  if (row.with(id).step()) polled_ = {row.text(0), row.text(1), id, first_poll_of(id)};
}

const record_owner& record_owners::of(const error_record& record) {
  if (record.nameless && !polled_.algoname.empty()) return polled_;
  const auto known = known_.find({record.username, record.algoname});
  if (known != known_.end()) return known->second;
  return known_.emplace(names(record.username, record.algoname), find(record)).first->second;
}

record_owner record_owners::find(const error_record& record) {
  record_owner found{record.username, record.algoname, named(record), std::nullopt};
  if (found.algorithm_id) found.first_poll = first_poll_of(*found.algorithm_id);
  return found;
}

/// The algorithm that has the name, or else the last one that had it.
std::optional<std::int64_t> record_owners::named(const error_record& record) {
  query row(in_.cache,
            "SELECT algorithm_id FROM (SELECT algorithm_id, 1 AS has_it, 0 AS last_seq"
            " FROM algorithms WHERE cluster = ?1 AND owner = ?2 AND name = ?3"
            " UNION ALL SELECT f.algorithm_id, 0, f.last_seq FROM former_names AS f"
            " JOIN algorithms AS a USING (algorithm_id)"
            " WHERE a.cluster = ?1 AND f.owner = ?2 AND f.name = ?3)"
            " ORDER BY has_it DESC, last_seq DESC LIMIT 1");
  if (!row.with(resolved_.cluster, record.username, record.algoname).step()) return std::nullopt;
  return row.integer(0);
}

std::optional<std::int64_t> record_owners::first_poll_of(std::int64_t algorithm_id) {
  query row(in_.cache, "SELECT first_at FROM windows WHERE algorithm_id = ?1");
  if (!row.with(algorithm_id).step()) return std::nullopt;
  return row.maybe_integer(0);
}

}  // namespace algolog
