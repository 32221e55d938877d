#pragma once

#include <cmath>
#include <string>

#include "page/page.hpp"
#include "snapshot.hpp"

namespace algolog::test {

/// A text of an attacker who wants the page to run or load something.
inline const std::string hostile =
    "<script>document.title='owned'</script>\"'><img src=x onerror=alert(1)> \x1b[31m "
    "\u202Egnp.exe "
    "\xff javascript:alert(1) https://evil.example/?";
inline const std::string hostile_with_nul = hostile + std::string("\0after", 6);

inline std::vector<sample_point> a_day_of_samples() {
  std::vector<sample_point> samples;
  for (int i = 143; i >= 0; --i) {
    sample_point s;
    s.at = taken - i * 10 * a_minute - a_minute;
    const double wave = std::sin(i / 11.0) + std::sin(i / 3.7) / 2;
    s.polls = 4'120 + i % 7;
    s.failed_polls = i % 37 == 0 ? 400 : 0;
    s.new_errors = static_cast<std::int64_t>(40 + 30 * wave);
    s.new_builds = i % 30 == 0 ? 1 : 0;
    s.queue_records = i % 9 == 0 ? 20 : 3;
    s.commit_ms = 6 + 4 * wave + (i == 50 ? 80 : 0);
    s.database_bytes = 2'950'000'000LL + (143 - i) * 350'000LL;
    s.wal_bytes = 4'000'000;
    samples.push_back(s);
  }
  return samples;
}

/// A page of `count` targets of two clusters, with something of everything that can be wrong.
inline page_content a_page(std::size_t count, const std::string& said = hostile) {
  std::vector<target_status> targets;
  constexpr collection kinds[] = {collection::errors, collection::builds, collection::versions};
  for (std::size_t i = 0; i < count; ++i) {
    auto t = a_target(i % 5 == 0 ? "staging" : "prod",
                      "acme/algorithm_" + std::to_string(10'000 + i / 3), kinds[i % 3]);
    if (i % 3 == 0) t.window_fill = static_cast<double>(i % 17) / 40, t.rate = *t.window_fill / 7;
    t.last_at = t.succeeded_at = taken - static_cast<std::int64_t>(i % 55) * a_second;
    if (i % 29 == 4) t = failing(t, taken - 3 * an_hour, said);
    targets.push_back(t);
  }
  if (count > 9) {
    targets[3].gaps = 2;
    targets[3].last_gap_at = taken - 5 * an_hour;
    targets[3].last_gap =
        gap_status{taken - 8 * an_hour, taken - 6 * an_hour, taken - 7 * an_hour, 30};
    targets[6].window_fill = 0.93;
    targets[7].state = target_state::waiting;
    targets[7].succeeded_at.reset();
    targets[8] = failing(targets[8], taken - 20 * a_minute, said);
    targets[8].algorithm = said;
  }
  page_content content;
  content.now = a_status(targets);
  content.now.clusters.push_back(content.now.clusters.front());
  content.now.clusters[1].name = "staging";
  content.now.config_digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  auto& storage = content.now.storage;
  storage.growth_per_day = 50'400'000;
  storage.days_left = 1587;
  storage.wal_bytes = 4'100'000;
  storage.free_bytes = 12'000'000;
  content.now.samples = a_day_of_samples();
  for (int i = 0; i < 168; ++i)
    content.errors_per_hour.push_back(
        static_cast<std::int64_t>(120 + 90 * std::sin(i / 3.82) + 40 * std::sin(i / 1.3)));
  return content;
}

inline record an_error_row(const std::string& message, std::int64_t at) {
  record row;
  row["cluster"] = "prod";
  row["algorithm"] = "acme/fraud_score";
  row["request_id"] = "req-4a1b7a2a-4183-4939-a292-26e677aeba73";
  row["created_at"] = at;
  row["observed_at"] = at + 4000;
  row["algoversion"] = "1.4.2";
  row["error_type"] = "AlgorithmError";
  row["worker"] = nullptr;
  row["message"] = message;
  row["error"] = "error:\n" + message +
                 "\nstacktrace:\nTraceback (most recent call last):\n  File \"/opt/algorithm/bin/"
                 "pipe.py\", line 88, in apply\n\treturn model.predict(frame)\nValueError: " +
                 message;
  return row;
}

inline record a_build_row(const std::string& status, std::int64_t at, const std::string& log) {
  record row;
  row["cluster"] = "prod";
  row["algorithm"] = "acme/fraud_score";
  row["build_id"] = "1f0e7a2a-4183-4939-a292-26e677aeba73";
  row["status"] = status;
  row["commit_sha"] = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
  row["started_at"] = at;
  row["first_seen_at"] = at + 10'000;
  row["finished_at"] = status == "in-progress" ? boost::json::value() : at + 93'000;
  row["semantic_version"] = "1.4.2";
  row["log_state"] = log.empty() ? "waiting" : "stored";
  row["log_bytes"] = static_cast<std::int64_t>(log.size());
  if (!log.empty()) row["log"] = log;
  return row;
}

/// Adds ten errors and builds, and five runs to each target shown.
inline void add_records(page_content& content, const std::string& said = hostile_with_nul) {
  for (int i = 0; i < 10; ++i) {
    const auto at = taken - i * 7 * a_minute;
    content.newest_errors.push_back(
        an_error_row(i % 3 == 1 ? said : "could not convert string to float: 'n/a'", at));
    content.newest_builds.push_back(
        a_build_row(i == 0   ? "in-progress"
                    : i == 4 ? "failed"
                             : "succeeded",
                    at - an_hour, i == 0 ? "" : "Step 1/4: pip install\n" + said + "\ndone\n"));
  }
  for (const auto index : content.shown) {
    auto& runs = content.runs.emplace_back();
    const bool fails = content.now.targets[index].state == target_state::failing;
    if (fails) runs.push_back({taken - 3 * an_hour, taken - 8000, 180, 0, 0, "forbidden", said});
    for (int i = fails ? 1 : 0; i < 5; ++i)
      runs.push_back({taken - (i + 4) * an_hour, taken - (i + 3) * an_hour, 60, 1200, 4, "ok", ""});
  }
}

}  // namespace algolog::test
