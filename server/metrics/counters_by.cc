#include "server/metrics/counters_by.h"

namespace taqvim::metrics {

CountersBy::CountersBy(Metrics& metrics, const std::string& name, const std::string& help,
                       const std::string& label, const std::vector<std::string>& values) {
  auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(metrics.registry());
  for (const std::string& value : values) counters_[value] = &family.Add({{label, value}});
  other_ = &family.Add({{label, "other"}});
}

void CountersBy::Count(absl::string_view value) {
  const auto known = counters_.find(value);
  (known == counters_.end() ? other_ : known->second)->Increment();
}

}  // namespace taqvim::metrics
