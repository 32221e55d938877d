#include "status/status_storage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/units.hpp"
#include "report/relative_time.hpp"
#include "service/printable.hpp"

namespace algolog {
namespace {

std::string size_of(double bytes) {
  const double bounded = std::clamp(bytes, 0.0, 9e18);
  return format_size(static_cast<std::size_t>(bounded));
}
std::string size_of(std::int64_t bytes) { return size_of(static_cast<double>(bytes)); }

std::string line(std::string_view name, const std::string& text) {
  return fmt::format("{:<12}{}\n", name, text);
}

std::string growth(const storage_status& of) {
  if (!of.growth_per_day) return ", growth not known yet";
  if (*of.growth_per_day < 0)
    return fmt::format(", shrinks by {} a day", size_of(-*of.growth_per_day));
  return fmt::format(", grows by {} a day", size_of(*of.growth_per_day));
}

std::string lasting(const storage_status& of) {
  if (!of.days_left) return "";
  if (*of.days_left > 3650) return ", for more than 10 years";
  if (*of.days_left < 2) return fmt::format(", for {:.0f} h", *of.days_left * 24);
  return fmt::format(", for {:.0f} days", std::floor(*of.days_left));
}

std::string queue(const status& of) {
  const storage_status& s = of.storage;
  std::string text = of.live ? fmt::format("{} record{} to be stored", s.queue_records,
                                           s.queue_records == 1 ? "" : "s")
                             : "not known without the daemon";
  if (s.memory_bytes > 0) text += fmt::format(", {} wait in memory", size_of(s.memory_bytes));
  if (s.committed_at) {
    text += fmt::format(", last {} {}", of.live ? "commit" : "poll stored",
                        relative_time(*s.committed_at, of.at));
  }
  if (s.failing_since) {
    text += fmt::format("; fails since {} UTC: {}", table_time(*s.failing_since), printable(s.why));
  }
  return text;
}

std::string quarantine(const quarantine_status& of, std::int64_t now) {
  if (of.rows == 0) return "empty";
  std::string text = fmt::format("{} row{}", of.rows, of.rows == 1 ? "" : "s");
  if (of.last_at) {
    text += fmt::format(", the last {}: {} {}: {}", relative_time(*of.last_at, now),
                        printable(of.last_cluster), printable(of.last_algorithm),
                        printable(of.last_reason));
  }
  return text;
}

std::string daemon(const status& of) {
  std::string text = "algologd " + printable(of.version, 40);
  if (of.started_at) text += fmt::format(", started {}", relative_time(*of.started_at, of.at));
  if (of.configured_at) {
    text += fmt::format(", configuration {} read {}", printable(of.config_digest.substr(0, 8)),
                        relative_time(*of.configured_at, of.at));
  }
  return text;
}

}  // namespace

std::string draw_storage(const status& of) {
  const storage_status& s = of.storage;
  std::string text =
      line("gaps", fmt::format("{} ever, {} found within 24 h", of.gaps, of.gaps_today));
  text += line("quarantine", quarantine(of.quarantine, of.at));
  text += line("queue", queue(of));
  text += line("database", printable(s.path, 4096));
  text += line("", fmt::format("{}, of it {} free, WAL {}{}", size_of(s.database_bytes),
                               size_of(s.free_bytes), size_of(s.wal_bytes), growth(s)));
  text += line("disk", fmt::format("{} of {} left{}", size_of(s.disk_free_bytes),
                                   size_of(s.disk_total_bytes), lasting(s)));
  if (of.live) text += line("daemon", daemon(of));
  return text;
}

}  // namespace algolog
