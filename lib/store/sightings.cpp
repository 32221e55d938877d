#include "store/sightings.hpp"

#include "store/query.hpp"

namespace algolog {

void sightings::add_new(const error_record& record, std::int64_t seq) {
  fresh_.insert(seq);
  add(record, true);
}

void sightings::add_stored(const error_record& record, std::int64_t seq,
                           std::int64_t algorithm_id) {
  const bool first = !fresh_.contains(seq) && is_first(seq, algorithm_id);
  if (first) fresh_.insert(seq);
  add(record, fresh_.contains(seq));
}

void sightings::add(const error_record& record, bool fresh) {
  records_.emplace_back(record.request_id, record.created_at, fresh);
}

bool sightings::is_first(std::int64_t seq, std::int64_t algorithm_id) {
  if (algorithm_id == here_) return false;
  return query(in_, "INSERT OR IGNORE INTO error_sightings VALUES (?1, ?2)")
             .with(here_, seq)
             .run() > 0;
}

}  // namespace algolog
