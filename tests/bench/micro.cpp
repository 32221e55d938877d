// The pure parts alone, with Google Benchmark: what one window costs.
#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <string>
#include <vector>

#include "api/errors.hpp"
#include "api/window.hpp"
#include "bench/windows.hpp"
#include "digest.hpp"
#include "poll/redaction.hpp"

namespace {

constexpr std::int64_t now = 1'800'000'000'000;

std::string body() {
  std::string text;
  bench::windows(1, 200, now).write(0, text);
  return text;
}

void count_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(text.size()));
}

void digest(benchmark::State& state) {
  const auto text = body();
  for (auto _ : state) benchmark::DoNotOptimize(algolog::sha256_hex(text));
  count_bytes(state, text);
}
BENCHMARK(digest)->Unit(benchmark::kMicrosecond);

void redact(benchmark::State& state) {
  auto text = body();
  const algolog::redaction key("secret-key-of-the-bench");
  for (auto _ : state) key.apply(text);
  count_bytes(state, text);
}
BENCHMARK(redact)->Unit(benchmark::kMicrosecond);

void boost_json_parse(benchmark::State& state) {
  const auto text = body();
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(text));
  count_bytes(state, text);
}
BENCHMARK(boost_json_parse)->Unit(benchmark::kMicrosecond);

void parse_errors(benchmark::State& state) {
  const auto text = body();
  const algolog::algorithm_ref polled;
  for (auto _ : state) benchmark::DoNotOptimize(algolog::parse_errors(text, polled));
  count_bytes(state, text);
}
BENCHMARK(parse_errors)->Unit(benchmark::kMicrosecond);

/// A window with as many new executions as the benchmark is given.
void judge(benchmark::State& state) {
  const auto text = body();
  const auto parsed = algolog::parse_errors(text, {});
  std::vector<algolog::sighted_record> records;
  for (const auto& record : parsed->records) {
    records.push_back({record.request_id, record.created_at,
                       static_cast<std::int64_t>(records.size()) < state.range(0)});
  }
  algolog::window_sighting sighting;
  sighting.asked_at = sighting.at = now;
  sighting.view = algolog::view_of(records, 0);
  const auto before = algolog::judge(std::nullopt, sighting).next;
  for (auto _ : state) {
    sighting.view = algolog::view_of(records, 0);
    benchmark::DoNotOptimize(algolog::judge(before, sighting));
  }
}
BENCHMARK(judge)->Arg(1)->Arg(200)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
