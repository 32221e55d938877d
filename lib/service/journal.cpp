#define SD_JOURNAL_SUPPRESS_LOCATION

#include "service/journal.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "text/printable.hpp"

namespace algolog {
namespace {

thread_local log_subject subject_now;

int priority_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug: return 7;
    case spdlog::level::info: return 6;
    case spdlog::level::warn: return 4;
    case spdlog::level::err: return 3;
    default: return 2;
  }
}

// What names stderr in JOURNAL_STREAM and is no socket is not systemd's doing.
bool stderr_is_socket() {
  struct stat now {};
  return ::fstat(STDERR_FILENO, &now) == 0 && S_ISSOCK(now.st_mode);
}

class journal_sink final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& event) override {
    spdlog::memory_buf_t text;
    formatter_->format(event, text);
    const std::string_view message(text.data(), text.size());
    const int priority = priority_of(event.level);
    std::array<std::string, 6> fields{
        fmt::format("MESSAGE={}", message.substr(0, message.find_last_not_of('\n') + 1)),
        fmt::format("PRIORITY={}", priority), "SYSLOG_IDENTIFIER=algologd"};
    std::size_t count = 3;
    const auto add = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) fields[count++] = fmt::format("{}={}", name, printable(value));
    };
    add("CLUSTER", subject_now.cluster);
    add("ALGORITHM", subject_now.algorithm);
    add("COLLECTION", subject_now.collection);
    std::array<iovec, 6> parts{};
    for (std::size_t i = 0; i < count; ++i) parts[i] = {fields[i].data(), fields[i].size()};
    if (native_ && ::sd_journal_sendv(parts.data(), static_cast<int>(count)) == 0) return;
    fmt::print(stderr, "<{}>{}", priority, message);
  }

  void flush_() override { std::fflush(stderr); }

 private:
  const bool native_ = stderr_is_socket();
};

}  // namespace

log_scope::log_scope(const log_subject& subject) noexcept
    : before_(std::exchange(subject_now, subject)) {}

log_scope::~log_scope() { subject_now = before_; }

bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat now {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &now) != 0) return false;
  // Inherited: it counts only where it names what stderr is.
  return fmt::format("{}:{}", now.st_dev, now.st_ino) == stream;
}

spdlog::sink_ptr make_journal_sink() { return std::make_shared<journal_sink>(); }

}  // namespace algolog
