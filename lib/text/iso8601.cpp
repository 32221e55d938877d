#include "text/iso8601.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "text/ascii.hpp"

namespace algolog {
namespace {

using std::chrono::milliseconds;

/// Reads a time from left to right; what does not match makes it fail for good.
class reader {
 public:
  explicit reader(std::string_view text) : rest_(text) {}

  bool take(char expected) noexcept {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char expected) noexcept { failed_ = !take(expected) || failed_; }

  /// Exactly `digits` of them, at most `most`.
  int number(std::size_t digits, int most) noexcept {
    int value = 0;
    for (; digits > 0 && !rest_.empty() && ascii::is_digit(rest_.front()); --digits) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    failed_ = failed_ || digits > 0 || value > most;
    return value;
  }

  /// The digits after a point as milliseconds; what is finer is cut off.
  milliseconds fraction() noexcept {
    const auto begin = rest_;
    while (!rest_.empty() && ascii::is_digit(rest_.front())) rest_.remove_prefix(1);
    const auto digits = begin.substr(0, begin.size() - rest_.size());
    failed_ = failed_ || digits.empty();
    int value = 0;
    for (std::size_t i = 0; i < 3; ++i)
      value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return milliseconds(value);
  }

  bool succeeded() const noexcept { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

date::year_month_day read_date(reader& in) {
  const int year = in.number(4, 9999);
  in.expect('-');
  const int month = in.number(2, 12);
  in.expect('-');
  const int day = in.number(2, 31);
  return date::year(year) / month / day;
}

milliseconds read_clock(reader& in) {
  const std::chrono::hours hours(in.number(2, 23));
  in.expect(':');
  const std::chrono::minutes minutes(in.number(2, 59));
  in.expect(':');
  const std::chrono::seconds seconds(in.number(2, 59));
  return hours + minutes + seconds + (in.take('.') ? in.fraction() : milliseconds(0));
}

/// What the clock shows beyond UTC.
milliseconds read_offset(reader& in) {
  if (in.take('Z')) return milliseconds(0);
  const bool west = in.take('-');
  if (!west) in.expect('+');
  const std::chrono::hours hours(in.number(2, 23));
  in.expect(':');
  const std::chrono::minutes minutes(in.number(2, 59));
  return west ? -(hours + minutes) : hours + minutes;
}

// The milliseconds of the years 0 to 9999, which four digits can write.
constexpr std::int64_t oldest = -62'167'219'200'000;
constexpr std::int64_t newest = 253'402'300'799'999;

bool has_four_digits(std::int64_t ms) noexcept { return ms >= oldest && ms <= newest; }

}  // namespace

std::optional<std::int64_t> parse_iso8601(std::string_view text) {
  if (text.size() > 40) return std::nullopt;
  reader in(text);
  const auto date = read_date(in);
  in.expect('T');
  const auto clock = read_clock(in);
  const auto offset = read_offset(in);
  if (!in.succeeded() || !date.ok()) return std::nullopt;
  const auto time = date::sys_days(date).time_since_epoch() + clock - offset;
  if (!has_four_digits(time.count())) return std::nullopt;
  return time.count();
}

std::string format_iso8601(std::int64_t ms) {
  if (!has_four_digits(ms)) return std::to_string(ms);
  const date::sys_time<milliseconds> time{milliseconds(ms)};
  const auto day = date::floor<date::days>(time);
  const date::year_month_day date(day);
  const date::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace algolog
