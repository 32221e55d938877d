#include "store/store.hpp"

#include <SQLiteCpp/Exception.h>

#include <utility>

#include "store/database_error.hpp"
#include "store/tables.hpp"
#include "store/windows.hpp"

namespace algolog {

store::store(database& db, store_options options, std::size_t file) try
    : tables_(std::make_unique<tables>(db, std::move(options), file)) {
} catch (const SQLite::Exception& e) {
  throw_database_error(db.handle().getFilename(), e);
}

store::~store() = default;

void store::configure(store_options options) { tables_->configure(std::move(options)); }

void store::append(const failed_poll& poll) {
  const auto resolved = tables_->resolve(poll.poll);
  append_result ignored;
  if (poll.refused) tables_->refuse(resolved, poll.what, {*poll.refused}, ignored);
  const auto detail =
      poll.why.detail.empty() ? std::nullopt : std::optional<std::string>(poll.why.detail);
  tables_->polls.poll({resolved.poll.algorithm_id, poll.what, poll.poll.at}, name_of(poll.why.code),
                      detail);
}

std::vector<gap> store::append_unchanged(const poll_facts& poll, collection what,
                                         std::size_t records) {
  if (tables_->is_elsewhere(poll)) return {};
  const auto resolved = tables_->resolve(poll);
  std::vector<gap> gaps;
  if (what == collection::errors) {
    gaps = windows(*tables_, resolved.poll, resolved.cluster).observe_unchanged();
  }
  tables_->polls.poll({resolved.poll.algorithm_id, what, poll.at, records, 0}, name_of(errc::ok),
                      std::nullopt);
  return gaps;
}

}  // namespace algolog
