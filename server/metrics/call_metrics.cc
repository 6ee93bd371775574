#include "server/metrics/call_metrics.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::metrics {
namespace {

// In seconds. A read takes a tenth of a millisecond and a booking what the disk takes; half a
// second is about what the largest request may cost.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};
  return buckets;
}

}  // namespace

CallMetrics::CallMetrics(Metrics& metrics, const std::string& prefix,
                         const std::vector<MethodName>& methods)
    : ends_(prometheus::BuildCounter()
                .Name(absl::StrCat(prefix, "_calls_total"))
                .Help("Calls and streams that ended, by method and code.")
                .Register(metrics.registry())) {
  auto& durations = prometheus::BuildHistogram()
                        .Name(absl::StrCat(prefix, "_call_duration_seconds"))
                        .Help("How long calls with one answer took, by method.")
                        .Register(metrics.registry());
  for (const MethodName& method : methods) rows_[method.name] = MakeRow(method, durations);
  other_ = MakeRow({"other", false}, durations);
}

std::unique_ptr<CallMetrics::Row> CallMetrics::MakeRow(
    const MethodName& method, prometheus::Family<prometheus::Histogram>& durations) {
  auto row = std::make_unique<Row>();
  row->method = method.name;
  if (!method.is_stream) row->durations = &durations.Add({{"method", method.name}}, Buckets());
  CounterOf(*row, absl::StatusCode::kOk);
  return row;
}

prometheus::Counter& CallMetrics::CounterOf(Row& row, absl::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  const bool is_known = number < kCodes;
  auto& place = row.ends[is_known ? number : static_cast<size_t>(absl::StatusCode::kUnknown)];
  prometheus::Counter* counter = place.load(std::memory_order_acquire);
  if (counter != nullptr) return *counter;
  const absl::StatusCode named = is_known ? code : absl::StatusCode::kUnknown;
  // The same for whoever else asks for it at the same time.
  counter = &ends_.Add({{"method", row.method}, {"code", absl::StatusCodeToString(named)}});
  place.store(counter, std::memory_order_release);
  return *counter;
}

void CallMetrics::Ended(absl::string_view method, absl::StatusCode code, absl::Duration took) {
  const auto known = rows_.find(method);
  Row& row = known == rows_.end() ? *other_ : *known->second;
  CounterOf(row, code).Increment();
  if (row.durations != nullptr) row.durations->Observe(absl::ToDoubleSeconds(took));
}

}  // namespace taqvim::metrics
