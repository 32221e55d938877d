#include "metrics/family_list.hpp"

#include <utility>

#include "text/printable.hpp"

namespace algolog {

using prometheus::ClientMetric;
using prometheus::MetricType;

void family_list::gauge(const char* name, const char* help) {
  made_.push_back({name, help, MetricType::Gauge, {}});
}

void family_list::counter(const char* name, const char* help) {
  made_.push_back({name, help, MetricType::Counter, {}});
}

void family_list::put(const labels& whose, double value) {
  auto& family = made_.back();
  ClientMetric series;
  for (const auto& [name, text] : whose) series.label.push_back({name, printable(text)});
  (family.type == MetricType::Counter ? series.counter.value : series.gauge.value) = value;
  family.metric.push_back(std::move(series));
}

void family_list::gauge(const char* name, const char* help, std::int64_t value) {
  gauge(name, help);
  put({}, static_cast<double>(value));
}

void family_list::counter(const char* name, const char* help, std::int64_t value) {
  counter(name, help);
  put({}, static_cast<double>(value));
}

std::vector<prometheus::MetricFamily> family_list::take() {
  std::erase_if(made_, [](const auto& family) { return family.metric.empty(); });
  return std::move(made_);
}

}  // namespace algolog
