#include "config/algorithms_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "text/units.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_letters_of_algorithm = 256;  // of OWNER/NAME

// The line each algorithm stands on, to name both of two equal ones.
using lines = std::map<std::string, std::size_t>;

std::vector<algorithm_config> read_list(table_reader& table, const algorithm_config& defaults) {
  std::vector<algorithm_config> into;
  lines seen;
  const auto items = table.texts("algorithms");
  for (const auto& item : items) {
    if (item.text.size() > most_letters_of_algorithm) {
      table.add_problem_at(item.line, "algorithms",
                           fmt::format("holds a name of {} characters; the limit is {}",
                                       item.text.size(), most_letters_of_algorithm));
      continue;
    }
    const auto ref = parse_algorithm_ref(item.text);
    if (!ref) {
      table.add_problem_at(
          item.line, "algorithms",
          fmt::format("{:?} names no algorithm; write OWNER/NAME or the UUID", item.text));
      continue;
    }
    const auto [first, added] = seen.emplace(ref->display(), item.line);
    if (!added) {
      table.add_problem_at(item.line, "algorithms",
                           fmt::format("\"{}\" stands on line {} already; remove one of the two",
                                       item.text, first->second));
      continue;
    }
    into.push_back(defaults);
    into.back().ref = *ref;
  }
  if (items.empty())
    table.add_problem("algorithms", "lists none; write at least one \"OWNER/NAME\" or UUID");
  return into;
}

void read_override(table_reader& table, std::vector<algorithm_config>& algorithms,
                   lines& overridden, const algorithm_config& defaults) {
  const std::string id = table.text("id");
  const auto ref = parse_algorithm_ref(id);
  const auto same = [&](const algorithm_config& a) { return ref && a.ref == *ref; };
  const auto at = std::ranges::find_if(algorithms, same);
  if (!table.has("id")) {
    table.add_problem("id", "is missing; name the algorithm these settings are for");
  } else if (at == algorithms.end()) {
    table.add_problem("id",
                      fmt::format("{:?} is not among this cluster's algorithms; add it there or "
                                  "correct it",
                                  id));
  } else if (const auto [first, added] = overridden.emplace(at->ref.display(), table.line_of("id"));
             !added) {
    table.add_problem("id", fmt::format("\"{}\" has settings on line {} already; join the two", id,
                                        first->second));
  }
  const algorithm_config intervals = read_intervals(table, defaults);
  if (at != algorithms.end()) {
    const algorithm_ref kept = at->ref;
    *at = intervals;
    at->ref = kept;
  }
  table.add_unknown_keys();
}

}  // namespace

algorithm_config read_intervals(table_reader& table, const algorithm_config& defaults) {
  algorithm_config read = defaults;
  const auto interval = [&](std::string_view key, std::chrono::milliseconds fallback) {
    return table.duration(key, fallback, interval_bounds);
  };
  read.errors_interval = interval("errors_interval", defaults.errors_interval);
  read.errors_min_interval = interval("errors_min_interval", defaults.errors_min_interval);
  read.builds_interval = interval("builds_interval", defaults.builds_interval);
  read.versions_interval = interval("versions_interval", defaults.versions_interval);
  if (read.errors_min_interval <= read.errors_interval) return read;
  if (table.has("errors_min_interval")) {
    table.add_problem("errors_min_interval",
                      fmt::format("{} is longer than errors_interval, {}; make it shorter or equal",
                                  format_duration(read.errors_min_interval),
                                  format_duration(read.errors_interval)));
  } else {
    // Only `errors_interval` was made shorter, so `errors_min_interval` follows it.
    read.errors_min_interval = read.errors_interval;
  }
  return read;
}

std::vector<algorithm_config> read_algorithms(table_reader& cluster,
                                              const algorithm_config& defaults) {
  std::vector<algorithm_config> algorithms = read_list(cluster, defaults);
  lines overridden;
  for (table_reader& table : cluster.sections("algorithm"))
    read_override(table, algorithms, overridden, defaults);
  return algorithms;
}

}  // namespace algolog
