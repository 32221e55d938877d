#pragma once

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <string>

#include "lines.hpp"

namespace algolog::test {

/// Keeps what is logged while it lives, a line "LEVEL TEXT" per event.
class logged {
 public:
  logged() : before_(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>("", std::make_shared<sink>(*this));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~logged() { spdlog::set_default_logger(before_); }
  logged(const logged&) = delete;
  logged& operator=(const logged&) = delete;

  std::size_t lines_with(const std::string& part) const {
    const std::lock_guard lock(mutex_);
    return test::lines_with(text_, part);
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  class sink : public spdlog::sinks::base_sink<std::mutex> {
   public:
    explicit sink(logged& to) : to_(to) {}

   protected:
    void sink_it_(const spdlog::details::log_msg& event) override {
      spdlog::memory_buf_t line;
      formatter_->format(event, line);
      const std::lock_guard lock(to_.mutex_);
      to_.text_.append(line.data(), line.size());
    }
    void flush_() override {}

   private:
    logged& to_;
  };

  mutable std::mutex mutex_;
  std::string text_;
  std::shared_ptr<spdlog::logger> before_;
};

}  // namespace algolog::test
