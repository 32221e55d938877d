// bench_arrivals DATABASE SECONDS: prints for each new row of `errors` its request id and when a
// reader could see it (ns, CLOCK_MONOTONIC), until so many seconds have passed. With WAL and
// synchronous = FULL a row is seen only after it is on the disk. With SECONDS 0 it waits for the
// first row, also for the file to appear, and ends.
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

using std::chrono::steady_clock;

std::int64_t now_ns() { return steady_clock::now().time_since_epoch().count(); }

/// Nothing while the file or its tables are not there. Whoever makes them is left alone meanwhile.
sqlite3* open(const char* path) {
  sqlite3* db = nullptr;
  if (::access((std::string(path) + "-wal").c_str(), R_OK) != 0) return nullptr;
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr) ==
          SQLITE_OK &&
      sqlite3_exec(db, "SELECT 1 FROM errors LIMIT 1", nullptr, nullptr, nullptr) == SQLITE_OK) {
    return db;
  }
  sqlite3_close(db);
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("Usage: bench_arrivals DATABASE SECONDS\n", stderr);
    return 64;
  }
  constexpr std::chrono::microseconds pause(200);
  const auto seconds = std::strtol(argv[2], nullptr, 10);
  const auto end = steady_clock::now() + std::chrono::seconds(seconds == 0 ? 120 : seconds);
  sqlite3* db = nullptr;
  while ((db = open(argv[1])) == nullptr && steady_clock::now() < end) {
    std::this_thread::sleep_for(pause);
  }
  if (db == nullptr) return 1;
  const char* newest = seconds == 0 ? "SELECT 0" : "SELECT coalesce(max(seq), 0) FROM errors";
  sqlite3_stmt* query = nullptr;
  sqlite3_prepare_v2(db, newest, -1, &query, nullptr);
  sqlite3_step(query);
  auto last = sqlite3_column_int64(query, 0);
  sqlite3_finalize(query);
  sqlite3_prepare_v2(db, "SELECT seq, request_id FROM errors WHERE seq > ? ORDER BY seq", -1,
                     &query, nullptr);
  std::puts("ready");
  std::fflush(stdout);
  while (steady_clock::now() < end) {
    sqlite3_bind_int64(query, 1, last);
    bool found = false;
    auto at = now_ns();
    while (sqlite3_step(query) == SQLITE_ROW) {
      if (!found) at = now_ns();  // the first step takes the snapshot
      found = true;
      last = sqlite3_column_int64(query, 0);
      std::printf("%s %lld\n", reinterpret_cast<const char*>(sqlite3_column_text(query, 1)),
                  static_cast<long long>(at));
    }
    sqlite3_reset(query);
    if (found && seconds == 0) break;
    if (!found) std::this_thread::sleep_for(pause);
  }
  sqlite3_finalize(query);
  sqlite3_close(db);
}
