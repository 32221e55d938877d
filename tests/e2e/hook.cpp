#include "hook.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "stored.hpp"

namespace e2e {

hook::hook(std::filesystem::path database, std::string table)
    : database_(std::move(database)), table_(std::move(table)), thread_([this] { follow(); }) {}

hook::~hook() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
}

void hook::follow() {
  while (!ending_) {
    try {
      read_on();
    } catch (const SQLite::Exception&) {
      // Not there yet, or just being recovered: the next look is soon.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void hook::read_on() {
  const stored db(database_);
  const auto cursor = seen_.empty() ? 0 : seen_.back();
  SQLite::Statement query(db.handle(), "SELECT seq FROM " + table_ + " WHERE seq > ? ORDER BY seq");
  query.bind(1, cursor);
  std::vector<std::int64_t> fresh;
  while (query.executeStep()) fresh.push_back(query.getColumn(0).getInt64());
  seen_.insert(seen_.end(), fresh.begin(), fresh.end());
}

std::vector<std::string> hook::finish() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
  read_on();
  std::vector<std::string> wrong;
  const auto now = stored(database_).rows("SELECT seq FROM errors ORDER BY seq");
  for (const auto& row : now) {
    const auto seq = std::stoll(row);
    if (!std::binary_search(seen_.begin(), seen_.end(), seq))
      wrong.push_back("turned up behind the cursor of " + table_ + ": seq " + row);
  }
  if (!std::is_sorted(seen_.begin(), seen_.end())) wrong.push_back("out of order");
  if (now.size() != seen_.size()) {
    wrong.push_back(std::to_string(seen_.size()) + " were read of " + table_ + ", and " +
                    std::to_string(now.size()) + " are there");
  }
  if (wrong.size() > 5) wrong.resize(5);
  return wrong;
}

}  // namespace e2e
