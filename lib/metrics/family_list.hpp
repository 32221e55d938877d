#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace algolog {

/// Families of metrics as they are put together for one scrape. Label values become `printable`,
/// which is valid UTF-8.
class family_list {
 public:
  using labels = std::map<std::string, std::string>;

  /// Begins a family, to which `put` adds series.
  void gauge(const char* name, const char* help);
  void counter(const char* name, const char* help);
  void put(const labels& whose, double value);

  /// A family of one series without labels.
  void gauge(const char* name, const char* help, std::int64_t value);
  void counter(const char* name, const char* help, std::int64_t value);

  /// All of them but those without a series.
  std::vector<prometheus::MetricFamily> take();

 private:
  std::vector<prometheus::MetricFamily> made_;
};

}  // namespace algolog
