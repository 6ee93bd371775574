#include "server/metrics/sheet.h"

#include <algorithm>
#include <limits>

namespace taqvim::metrics {

void Sheet::Gauge(const std::string& name, const std::string& help, double value,
                  const Labels& labels) {
  Add(name, help, prometheus::MetricType::Gauge, labels).gauge.value = value;
}

void Sheet::Counter(const std::string& name, const std::string& help, double value,
                    const Labels& labels) {
  Add(name, help, prometheus::MetricType::Counter, labels).counter.value = value;
}

void Sheet::Histogram(const std::string& name, const std::string& help,
                      absl::Span<const double> bounds, absl::Span<const uint64_t> counts,
                      double seconds) {
  auto& histogram = Add(name, help, prometheus::MetricType::Histogram, {}).histogram;
  for (size_t i = 0; i < counts.size(); ++i) {
    histogram.sample_count += counts[i];
    const double bound = i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
    histogram.bucket.push_back({histogram.sample_count, bound});
  }
  histogram.sample_sum = seconds;
}

prometheus::ClientMetric& Sheet::Add(const std::string& name, const std::string& help,
                                     prometheus::MetricType type, const Labels& labels) {
  auto family = std::find_if(families_.begin(), families_.end(),
                             [&name](const auto& known) { return known.name == name; });
  if (family == families_.end()) {
    families_.push_back({name, help, type, {}});
    family = families_.end() - 1;
  }
  auto& metric = family->metric.emplace_back();
  for (const auto& [label, value] : labels) metric.label.push_back({label, value});
  return metric;
}

}  // namespace taqvim::metrics
