#include "http/http_date.hpp"

#include <date/date.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace algolog {
namespace {

/// A date and time as the numbers and the name that stand in it.
struct written_time {
  std::array<char, 4> month{};
  int day = 0;
  int year = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// RFC 9110, 5.6.7: the first is what is sent, the others must be understood. date::parse is not
// used: if the text ends early, it computes with a number that it has not read.
std::optional<written_time> read(const std::string& value) {
  written_time t;
  char* month = t.month.data();
  const auto whole = [&](int fields, int used) {
    return fields == 6 && used > 0 && static_cast<std::size_t>(used) == value.size();
  };
  int used = 0;
  int fields = std::sscanf(value.c_str(), "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
                           &t.day, month, &t.year, &t.hour, &t.minute, &t.second, &used);
  if (whole(fields, used)) return t;
  used = 0;
  fields = std::sscanf(value.c_str(), "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &t.day,
                       month, &t.year, &t.hour, &t.minute, &t.second, &used);
  t.year += t.year < 69 ? 2000 : 1900;  // as POSIX reads two digits
  if (whole(fields, used)) return t;
  used = 0;
  fields = std::sscanf(value.c_str(), "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", month, &t.day,
                       &t.hour, &t.minute, &t.second, &t.year, &used);
  if (whole(fields, used)) return t;
  return std::nullopt;
}

unsigned number_of_month(std::string_view name) noexcept {
  constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto at = names.find(name);
  return name.size() == 3 && at != names.npos && at % 3 == 0 ? static_cast<unsigned>(at / 3 + 1)
                                                             : 0;
}

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view value) {
  if (value.empty() || value.size() > 40) return std::nullopt;
  const auto t = read(std::string(value));
  if (!t || t->day < 0 || t->year < 0) return std::nullopt;
  const auto within = [](int number, int most) { return number >= 0 && number <= most; };
  const auto day = date::year(t->year) / date::month(number_of_month(t->month.data())) /
                   date::day(static_cast<unsigned>(t->day));
  if (!day.ok() || !within(t->hour, 23) || !within(t->minute, 59) || !within(t->second, 60)) {
    return std::nullopt;
  }
  const auto time = date::sys_days(day).time_since_epoch() + std::chrono::hours(t->hour) +
                    std::chrono::minutes(t->minute) + std::chrono::seconds(t->second);
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace algolog
