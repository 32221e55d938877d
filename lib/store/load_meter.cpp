#include "store/load_meter.hpp"

#include "clock.hpp"

namespace algolog {

store_load load_meter::read() const {
  const std::lock_guard lock(mutex_);
  return load_;
}

void load_meter::on_pushed(std::size_t records) {
  const std::lock_guard lock(mutex_);
  load_.queue_records += records;
}

void load_meter::on_delivered(std::size_t records) {
  const std::lock_guard lock(mutex_);
  load_.queue_records -= records;
}

void load_meter::on_memory(std::size_t records, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  load_.queue_records += records;
  load_.queue_records -= load_.memory_records;
  load_.memory_records = records;
  load_.memory_bytes = bytes;
}

void load_meter::on_committed() {
  const std::lock_guard lock(mutex_);
  ++load_.commits;
  load_.committed_at = now_ms();
}

void load_meter::on_failed(const std::string& why) {
  const std::lock_guard lock(mutex_);
  ++load_.failed_commits;
  if (!load_.failing_since) load_.failing_since = now_ms();
  load_.why = why;
}

void load_meter::on_works_again() {
  const std::lock_guard lock(mutex_);
  load_.failing_since.reset();
  load_.why.clear();
}

void load_meter::on_asked() {
  const std::lock_guard lock(mutex_);
  if (!load_.silent_since) load_.silent_since = now_ms();
}

void load_meter::on_answered() {
  const std::lock_guard lock(mutex_);
  load_.silent_since.reset();
}

}  // namespace algolog
