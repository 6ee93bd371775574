// Numbers as of one moment, which whoever reads the metrics is told.
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace taqvim::metrics {

// Labels of a number. Their values come from the code or the contract, never from callers: each
// other value is a series that Prometheus keeps for weeks.
using Labels = std::vector<std::pair<std::string, std::string>>;

// Collects them. What has the same name is told together, with the first one's help. Not
// thread-safe.
class Sheet {
 public:
  // What goes up and down; and what only grows, whose name ends in `_total`.
  void Gauge(const std::string& name, const std::string& help, double value,
             const Labels& labels = {});
  void Counter(const std::string& name, const std::string& help, double value,
               const Labels& labels = {});
  // How often something took at most each of the bounds, in seconds, and more than the one
  // before, and at last longer than all: one count more than there are bounds. `seconds`: all of
  // it together.
  void Histogram(const std::string& name, const std::string& help, absl::Span<const double> bounds,
                 absl::Span<const uint64_t> counts, double seconds);

  std::vector<prometheus::MetricFamily> Take() { return std::move(families_); }

 private:
  prometheus::ClientMetric& Add(const std::string& name, const std::string& help,
                                prometheus::MetricType type, const Labels& labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace taqvim::metrics
