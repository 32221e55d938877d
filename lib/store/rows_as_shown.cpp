#include "store/rows_as_shown.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/query.hpp"

namespace algolog {
namespace {

constexpr std::size_t fewest = 8;  // records for which a pass is worth it

bool is_text(const query& row, int column, const std::optional<std::string>& text) {
  const auto stored = row.maybe_view(column);
  return stored.has_value() == text.has_value() && (!text || *stored == *text);
}

bool is_row_of(const query& row, const record_owner& owner, const error_record& record,
               const input_rule& inputs) {
  return row.maybe_view(2) == owner.username && row.maybe_view(3) == owner.algoname &&
         row.maybe_integer(4) == record.created_at && is_text(row, 5, record.algoversion) &&
         is_text(row, 7, record.error) && is_text(row, 8, record.error_type) &&
         is_text(row, 9, record.billable_to) && is_text(row, 10, record.worker) &&
         is_text(row, 11, record.extra) && is_text(row, 6, inputs.kept(record.input));
}

}  // namespace

std::vector<std::int64_t> rows_as_shown(tables& in, const tables::resolved_poll& resolved,
                                        record_owners& owners, const input_rule& inputs,
                                        const std::vector<const error_record*>& shown,
                                        const std::vector<bool>& alone) {
  std::vector<std::int64_t> found(shown.size());
  std::unordered_map<std::string_view, std::size_t> places;
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& at = shown[i]->created_at;
    if (!alone[i] || !at) continue;
    places.emplace(shown[i]->request_id, i);
    first = std::min(first.value_or(*at), *at);
    last = std::max(last.value_or(*at), *at);
  }
  if (places.size() < fewest) return found;
  query rows(in.cache,
             "SELECT seq, request_id, username, algoname, created_at, algoversion, input, error,"
             " error_type, billable_to, worker, extra FROM errors"
             " WHERE algorithm_id = ?1 AND created_at BETWEEN ?2 AND ?3 AND cluster = ?4 LIMIT ?5");
  rows.with(resolved.poll.algorithm_id, *first, *last, resolved.cluster,
            static_cast<std::int64_t>(2 * shown.size()));
  while (rows.step()) {
    const auto place = places.find(rows.maybe_view(1).value_or(std::string_view()));
    if (place == places.end()) continue;
    const auto& record = *shown[place->second];
    if (is_row_of(rows, owners.of(record), record, inputs)) {
      found[place->second] = rows.integer(0);
    }
  }
  return found;
}

}  // namespace algolog
