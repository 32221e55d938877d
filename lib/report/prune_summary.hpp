#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "report/table.hpp"
#include "store/prune.hpp"
#include "store/prune_clock.hpp"

namespace SQLite {
class Database;
}

namespace algolog {

/// What pruning came to, or would.
struct prune_report {
  std::vector<pruned_rows> rows;
  std::map<std::int64_t, std::string> names;  ///< of algorithms: "cluster OWNER/NAME"
  bool dry_run = false;
  bool keeps_all = false;            ///< the configuration keeps everything for ever
  std::vector<std::string> notes;    ///< of clusters whose time is not what one would expect
  std::size_t bytes_given_back = 0;  ///< by which the file shrank
};

/// What there is to say of the time that rows of a cluster were pruned by; empty: nothing.
std::string note_of(const prune_clock& known, const prune_time& by);

/// "prod acme/fraud_score" by algorithm_id.
std::map<std::int64_t, std::string> names_of_algorithms(SQLite::Database& db);

std::string draw_prune(const prune_report& all, table_style style);

/// The same as one JSON object on one line.
std::string prune_json(const prune_report& all);

}  // namespace algolog
