#pragma once

#include <memory>
#include <string>

#include "config/config.hpp"
#include "poll/poll_listener.hpp"
#include "status/status.hpp"
#include "store/store_news.hpp"

namespace algolog {

/// What Prometheus is shown. Polls and commits are counted as they end, by their own threads;
/// everything else is taken from the snapshot at the scrape. Safe from any thread.
class metrics {
 public:
  metrics();
  ~metrics();
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// Begins the counters of each cluster at 0, so that their first increase shows.
  void expect(const config& settings);
  void count(const finished_poll& poll);
  void count(const store_news& news);

  /// Prometheus' text format, version 0.0.4.
  std::string text(const status& now) const;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace algolog
