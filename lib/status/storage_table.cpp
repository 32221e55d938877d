#include "status/storage_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "text/number.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

std::string line(std::string_view name, const std::string& text) {
  return fmt::format("{:<12}{}\n", name, text);
}

std::string growth(const storage_status& of) {
  if (!of.growth_per_day) return ", growth not known yet";
  if (*of.growth_per_day < 0)
    return fmt::format(", shrinks by {} a day", format_size(-*of.growth_per_day));
  return fmt::format(", grows by {} a day", format_size(*of.growth_per_day));
}

std::string lasting(const storage_status& of) {
  if (!of.days_left) return "";
  if (*of.days_left > 3650) return ", for more than 10 years";
  if (*of.days_left < 2) return fmt::format(", for {:.0f} h", *of.days_left * 24);
  return fmt::format(", for {:.0f} days", std::floor(*of.days_left));
}

std::string queue(const status& of) {
  const storage_status& s = of.storage;
  std::string text = of.live ? counted(s.queue_records, "record") + " to be stored"
                             : "not known without the daemon";
  if (s.memory_bytes > 0) text += fmt::format(", {} wait in memory", format_size(s.memory_bytes));
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
  std::string text = counted(of.rows, "row");
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
  text += line("", fmt::format("{}, of it {} free, WAL {}{}", format_size(s.database_bytes),
                               format_size(s.free_bytes), format_size(s.wal_bytes), growth(s)));
  text += line("disk", fmt::format("{} of {} left{}", format_size(s.disk_free_bytes),
                                   format_size(s.disk_total_bytes), lasting(s)));
  if (of.live) text += line("daemon", daemon(of));
  return text;
}

}  // namespace algolog
