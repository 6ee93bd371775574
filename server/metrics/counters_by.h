// Counters of the same thing, by what it was of.
#pragma once

#include <prometheus/counter.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/metrics/metrics.h"

namespace taqvim::metrics {

// One for each value of a label, all known from the beginning, and `other`, which has all that is
// counted by a value that is not among them. So nothing that is counted makes another series.
// Thread-safe; does not outlive the metrics.
class CountersBy {
 public:
  CountersBy(Metrics& metrics, const std::string& name, const std::string& help,
             const std::string& label, const std::vector<std::string>& values);

  void Count(absl::string_view value);

 private:
  absl::flat_hash_map<std::string, prometheus::Counter*> counters_;
  prometheus::Counter* other_;
};

}  // namespace taqvim::metrics
