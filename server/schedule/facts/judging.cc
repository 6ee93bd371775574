#include "server/schedule/facts/judging.h"

#include <utility>

namespace taqvim::schedule {

Finding& Judging::Add(const Breach& breach, std::string counterpart_etag) {
  write.work().Count(storage::Work::kWords);
  Finding& finding = write.findings.emplace_back();
  finding.conflict = MakeConflict(rule, event.after, breach, rule.says.judged);
  finding.conflict.set_item(event.item);
  finding.conflict.set_severity(rule.severity);
  finding.counterpart_etag = std::move(counterpart_etag);
  return finding;
}

}  // namespace taqvim::schedule
