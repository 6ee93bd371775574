// What is counted of calls: how often which method was called, how it ended, what was refused.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/counters_by.h"
#include "server/metrics/metrics.h"
#include "server/rpc/calls/method.h"

namespace taqvim::rpc {

// The metrics that calls write. Beside those of metrics::CallMetrics:
// taqvim_refusals_total, by the reason of ErrorInfo, and taqvim_rule_refusals_total, of writes that
// conflicts kept from being made, by rule: a write counts once for each rule that blocked it.
// All calls of the contract are counted, and none of gRPC's own services. Thread-safe; does not
// outlive the metrics.
class CallCounters {
 public:
  CallCounters(metrics::Metrics& metrics, const std::vector<Method>& methods);

  // A call or a stream of the method ended, with what its caller was told.
  void Ended(const Method& method, const absl::Status& told, absl::Duration took);

 private:
  void CountRules(const absl::Status& told);

  metrics::CallMetrics calls_;
  metrics::CountersBy reasons_;
  metrics::CountersBy rules_;
};

}  // namespace taqvim::rpc
