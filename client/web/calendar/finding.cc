#include "client/web/calendar/finding.h"

#include <algorithm>

namespace taqvim::web {

void Findings::Add(const FindingKind& kind, int line, absl::string_view uid) {
  for (Finding& finding : findings_) {
    if (absl::string_view(finding.kind.code) != kind.code) continue;
    ++finding.count;
    return;
  }
  findings_.push_back({.kind = kind, .count = 1, .line = line, .uid = std::string(uid)});
}

std::vector<Finding> Findings::Take() && {
  std::stable_sort(findings_.begin(), findings_.end(), [](const auto& one, const auto& other) {
    return one.kind.severity < other.kind.severity;
  });
  return std::move(findings_);
}

}  // namespace taqvim::web
