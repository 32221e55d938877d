#include "status/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "status/attention.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

using level = verdict::level;

std::string clusters_down(const target_groups& groups, std::size_t all) {
  if (groups.down.size() > 1)
    return fmt::format("{} of {} clusters are down", groups.down.size(), all);
  const auto& c = *groups.down.front();
  return fmt::format("Cluster {} is down since {} UTC", c.name, table_time(*c.down_since));
}

std::string clusters_silent(const target_groups& groups) {
  if (groups.silent.size() > 1)
    return fmt::format("{} clusters have not answered for long", groups.silent.size());
  const auto& c = *groups.silent.front();
  if (!c.succeeded_at) return fmt::format("Cluster {} has not answered yet", c.name);
  return fmt::format("Cluster {} has not answered since {} UTC", c.name,
                     table_time(*c.succeeded_at));
}

std::string success(const status& of, std::int64_t now) {
  std::optional<std::int64_t> oldest;
  for (const auto& t : of.targets)
    if (t.succeeded_at) oldest = std::min(oldest.value_or(*t.succeeded_at), *t.succeeded_at);
  return oldest ? ", oldest success " + relative_time(*oldest, now) : "";
}

std::string waiting(const target_groups& groups) {
  return groups.waiting == 0 ? "" : fmt::format(", {} not polled yet", groups.waiting);
}

// What is wrong, worst first, a clause each.
std::vector<std::string> faults(const status& of, const target_groups& groups) {
  std::vector<std::string> told;
  const auto failing = static_cast<std::int64_t>(groups.failing.size());
  if (groups.losing > 0) told.push_back(counted(groups.losing, "target") + " may be losing errors");
  if (of.storage.failing_since) {
    told.push_back(fmt::format("The database cannot be written since {} UTC",
                               table_time(*of.storage.failing_since)));
  }
  if (!groups.down.empty()) told.push_back(clusters_down(groups, of.clusters.size()));
  if (!groups.silent.empty()) told.push_back(clusters_silent(groups));
  if (failing > 0) {
    told.push_back(fmt::format("{} of {} {} failing", failing, counted(of.targets.size(), "target"),
                               failing == 1 ? "is" : "are"));
  }
  if (disk_is_nearly_full(of.storage)) told.emplace_back("The disk is nearly full");
  return told;
}

std::string joined(std::vector<std::string> clauses) {
  std::string text = clauses.front();
  for (std::size_t i = 1; i < clauses.size(); ++i) {
    auto& clause = clauses[i];
    // Clauses begin with words of this file, which get a small letter, or with the name of a
    // cluster.
    if (clause.starts_with("The ") || clause.starts_with("Cluster ")) clause.front() += 'a' - 'A';
    text += "; " + clause;
  }
  return text;
}

std::string sentence(const status& of, const target_groups& groups, std::int64_t now) {
  const auto targets = counted(of.targets.size(), "target");
  if (of.targets.empty()) return "Nothing is polled: no algorithm is configured";
  if (const auto told = faults(of, groups); !told.empty()) return joined(told);
  if (groups.waiting == static_cast<std::int64_t>(of.targets.size()))
    return fmt::format("Starting: none of {} polled yet", targets);
  return fmt::format("{}: {}{}{}", of.live ? "Losing nothing" : "No loss is known", targets,
                     waiting(groups), success(of, now));
}

level level_of(const status& of, const target_groups& groups, const verdict& so_far) {
  const bool nothing_works = !of.targets.empty() && groups.failing.size() == of.targets.size();
  const bool silent = !groups.down.empty() || !groups.silent.empty();
  if (groups.losing > 0 || of.storage.failing_since || silent || nothing_works ||
      disk_is_nearly_full(of.storage))
    return level::bad;
  const bool good = of.live && so_far.wants.empty() && !of.targets.empty();
  return good ? level::good : level::warning;
}

}  // namespace

verdict judge(const status& of, std::int64_t now) {
  const auto groups = group_targets(of, now);
  verdict v;
  v.wants = list_attention(of, groups, now);
  v.sentence = sentence(of, groups, now);
  if (!of.live) v.sentence += "; told by the database alone, not by the daemon";
  v.how = level_of(of, groups, v);
  return v;
}

}  // namespace algolog
