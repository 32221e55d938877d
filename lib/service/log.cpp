#include "service/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <memory>
#include <string_view>
#include <utility>

#include "service/journal.hpp"
#include "service/terminal.hpp"

namespace algolog {
namespace {

constexpr std::size_t longest_event = 4000;

// Sanitises at the one place every event passes, so that no caller can forget it.
class one_line_formatter : public spdlog::formatter {
 public:
  explicit one_line_formatter(std::unique_ptr<spdlog::formatter> inner)
      : inner_(std::move(inner)) {}

  void format(const spdlog::details::log_msg& event, spdlog::memory_buf_t& to) override {
    const std::string safe = printable({event.payload.data(), event.payload.size()}, longest_event);
    spdlog::details::log_msg copy = event;
    copy.payload = {safe.data(), safe.size()};
    inner_->format(copy, to);
    // The sink colours by these; a formatter that sets them sets them on what it was given.
    event.color_range_start = copy.color_range_start;
    event.color_range_end = copy.color_range_end;
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<one_line_formatter>(inner_->clone());
  }

 private:
  std::unique_ptr<spdlog::formatter> inner_;
};

std::unique_ptr<spdlog::formatter> formatter_of(bool terminal) {
  using time = spdlog::pattern_time_type;
  auto pattern = std::make_unique<spdlog::pattern_formatter>(terminal ? time::local : time::utc);
  if (terminal) {
    pattern->set_pattern("%H:%M:%S.%e %^%-5!l%$ %v");
  } else if (stderr_is_journal()) {
    pattern->set_pattern("%v");
  } else {
    pattern->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v");
  }
  return std::make_unique<one_line_formatter>(std::move(pattern));
}

spdlog::sink_ptr sink_of(bool terminal) {
  if (!terminal && stderr_is_journal()) return make_journal_sink();
  if (!terminal) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  return std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
      color_wanted(STDERR_FILENO) ? spdlog::color_mode::always : spdlog::color_mode::never);
}

}  // namespace

void start_log(const std::string& level) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  auto logger = std::make_shared<spdlog::logger>("algologd", sink_of(terminal));
  logger->set_formatter(formatter_of(terminal));
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(const std::string& level) {
  spdlog::default_logger()->set_level(spdlog::level::from_str(level));
}

}  // namespace algolog
