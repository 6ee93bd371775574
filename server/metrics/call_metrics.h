// How often each method was called, how that ended and how long it took.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/metrics/metrics.h"

namespace taqvim::metrics {

// PREFIX_calls_total, by method and code, has every call and stream that ended; of codes that a
// method never ended with there is no series but for OK. PREFIX_call_duration_seconds, by method,
// has how long unary calls took: how long a stream was open says nothing of the server.
// Thread-safe, and below a microsecond; does not outlive the metrics.
class CallMetrics {
 public:
  struct MethodName {
    // In the contract, such as `taqvim.v1.EventService.GetEvent`.
    std::string name;
    bool is_stream = false;
  };

  CallMetrics(Metrics& metrics, const std::string& prefix, const std::vector<MethodName>& methods);

  // A method that is not among them is `other`.
  void Ended(absl::string_view method, absl::StatusCode code, absl::Duration took);

 private:
  using Counters = prometheus::Family<prometheus::Counter>;
  static constexpr size_t kCodes = 17;

  // Of one method. Counters are made with the first call that ends so.
  struct Row {
    std::string method;
    prometheus::Histogram* durations = nullptr;  // none of a stream
    std::array<std::atomic<prometheus::Counter*>, kCodes> ends = {};
  };

  std::unique_ptr<Row> MakeRow(const MethodName& method,
                               prometheus::Family<prometheus::Histogram>& durations);
  prometheus::Counter& CounterOf(Row& row, absl::StatusCode code);

  Counters& ends_;
  absl::flat_hash_map<std::string, std::unique_ptr<Row>> rows_;
  std::unique_ptr<Row> other_;
};

}  // namespace taqvim::metrics
