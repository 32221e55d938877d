#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace algolog {

class statement_cache;
enum class collection;

/// The run-length table `polls`. A poll extends the newest row of its algorithm and collection when
/// that has the same outcome, this process made it, and the cluster's clock was not set meanwhile,
/// so that no row spans time in which nobody polled. Which rows are this process's own is kept in a
/// temporary table: it rolls back together with the rows it names.
class ledger {
 public:
  explicit ledger(statement_cache& cache);

  struct entry {
    std::int64_t algorithm_id;
    collection what;
    std::int64_t at;
    std::size_t records = 0;
    std::size_t new_records = 0;
  };

  /// A page of a walk that goes on. Its records are counted when the walk has an outcome.
  void page(const entry& page);
  /// A poll with its outcome, together with what the pages before brought.
  void poll(const entry& last, std::string_view outcome, const std::optional<std::string>& detail);

  /// When the newest poll that succeeded was; milliseconds since the epoch.
  std::optional<std::int64_t> last_success(std::int64_t algorithm_id, collection what);

  /// Gives the rows of one algorithm to another.
  void merge(std::int64_t from, std::int64_t into);

 private:
  void add_open_walk(entry& poll);
  bool extend(const entry& poll, std::string_view outcome,
              const std::optional<std::string>& detail);

  statement_cache& cache_;
};

}  // namespace algolog
