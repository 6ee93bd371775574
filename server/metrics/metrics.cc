#include "server/metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include <iterator>
#include <vector>

namespace taqvim::metrics {

Metrics::Source& Metrics::Source::operator=(Source&& other) noexcept {
  if (this == &other) return *this;
  Leave();
  metrics_ = std::exchange(other.metrics_, nullptr);
  place_ = other.place_;
  return *this;
}

void Metrics::Source::Leave() {
  Metrics* const metrics = std::exchange(metrics_, nullptr);
  if (metrics == nullptr) return;
  absl::MutexLock lock(&metrics->mutex_);
  metrics->sources_.erase(place_);
}

Metrics::Source Metrics::Add(Gather gather) {
  absl::MutexLock lock(&mutex_);
  sources_.push_back(std::move(gather));
  return Source(this, std::prev(sources_.end()));
}

std::string Metrics::Text() {
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  Sheet sheet;
  {
    absl::MutexLock lock(&mutex_);
    for (const Gather& gather : sources_) gather(sheet);
  }
  for (prometheus::MetricFamily& family : sheet.Take()) families.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace taqvim::metrics
