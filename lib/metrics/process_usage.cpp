#include "metrics/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace algolog {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::optional<std::int64_t> count_open_files() {
  std::error_code failed;
  std::filesystem::directory_iterator files("/proc/self/fd", failed);
  std::int64_t count = -1;  // the folder itself is open
  for (; !failed && files != std::filesystem::directory_iterator(); files.increment(failed))
    ++count;
  if (failed) return std::nullopt;
  return count;
}

}  // namespace

std::optional<process_usage> read_process_usage() {
  process_usage usage;
  std::int64_t pages = 0;
  if (!(std::ifstream("/proc/self/statm") >> pages >> pages)) return std::nullopt;
  usage.resident_bytes = pages * ::sysconf(_SC_PAGESIZE);
  const auto files = count_open_files();
  if (!files) return std::nullopt;
  usage.open_files = *files;
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  usage.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  return usage;
}

}  // namespace algolog
