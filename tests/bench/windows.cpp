#include "bench/windows.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "cluster/dice.hpp"
#include "cluster/prose.hpp"

namespace bench {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::size_t texts = 997;  // a prime, so that algorithms do not have the same ones
constexpr std::size_t digits = 6;

/// As the cluster's: see `world::new_record` in tests/cluster.
std::string make_tail(simcluster::dice& d) {
  auto failure = simcluster::make_failure(d, "bench/scoring_model", false);
  // Nearly all of them come with a stack trace.
  while (failure.text.ends_with("None")) {
    failure = simcluster::make_failure(d, "bench/scoring_model", false);
  }
  auto worker = "172.41." + std::to_string(d.below(16)) + "." + std::to_string(1 + d.below(254));
  const boost::json::object fields{
      {"algoversion", "1." + std::to_string(d.below(30)) + "." + std::to_string(d.below(9))},
      {"input", failure.input},
      {"error", failure.text},
      {"error_type", failure.type},
      {"billable_to", "bench"},
      {"worker", worker}};
  auto text = boost::json::serialize(fields);
  text.front() = ',';
  return text;
}

std::string request_id(std::int64_t seed, std::size_t algorithm, std::size_t number) {
  simcluster::dice d((static_cast<std::uint64_t>(seed) << 20) + algorithm * 1'000'003 + number);
  std::string id = "req-00000000-0000-4000-8000-000000000000";
  const std::uint64_t halves[] = {d.next(), d.next()};
  std::size_t digit = 0;
  for (std::size_t at = 4; at < id.size(); ++at) {
    if (id[at] == '-' || at == 18 || at == 23) continue;
    id[at] = "0123456789abcdef"[halves[digit / 16] >> 4 * (digit % 16) & 15];
    ++digit;
  }
  return id;
}

}  // namespace

windows::windows(std::size_t algorithms, std::size_t shown, std::int64_t now_ms)
    : shown_(shown), began_(now_ms), failures_(algorithms) {
  simcluster::dice d(1);
  for (std::size_t i = 0; i < texts; ++i) tails_.push_back(make_tail(d));
}

void windows::fail(std::size_t algorithm, std::size_t count, std::int64_t now_ms) {
  auto& of = failures_[algorithm];
  of.new_at.insert(of.new_at.end(), count, now_ms);
  while (of.new_at.size() > shown_) {
    of.new_at.pop_front();
    ++of.before;
  }
}

void windows::write(std::size_t algorithm, std::string& to) const {
  const auto& of = failures_[algorithm];
  to += '[';
  auto number = shown_ + of.before + of.new_at.size();
  auto left = shown_;
  for (auto at = of.new_at.rbegin(); at != of.new_at.rend(); ++at, --left) {
    write_record(algorithm, --number, *at, to);
  }
  for (; left > 0; --left) {
    --number;  // below `shown_`: nothing has been dropped but the oldest
    write_record(algorithm, number, began_ - minute * static_cast<std::int64_t>(shown_ - number),
                 to);
  }
  if (to.back() == ',') to.pop_back();
  to += ']';
}

void windows::write_record(std::size_t algorithm, std::size_t number, std::int64_t at,
                           std::string& to) const {
  to += "{\"created_at\":";
  to += std::to_string(at);
  to += ",\"request_id\":\"";
  to += request_id(began_, algorithm, number);
  to += "\",\"username\":\"bench\",\"algoname\":\"";
  to += name(algorithm);
  to += '"';
  to += tails_[(algorithm * 7 + number) % texts];
  to += ',';
}

std::string windows::newest(std::size_t algorithm) const {
  const auto& of = failures_[algorithm];
  return request_id(began_, algorithm, shown_ + of.before + of.new_at.size() - 1);
}

std::string windows::name(std::size_t algorithm) {
  auto text = std::to_string(algorithm);
  return 'a' + std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::size_t windows::find(std::string_view name) const {
  std::size_t number = size();
  if (name.size() != digits + 1 || name.front() != 'a') return size();
  const auto* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + 1, end, number);
  return read.ptr == end ? std::min(number, size()) : size();
}

}  // namespace bench
