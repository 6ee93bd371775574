#include "server/schedule/facts/judging.h"

#include <utility>

namespace taqvim::schedule {

ClaimedDraft* DraftOf(ClaimedDrafts& drafts, const Finding& finding) {
  ClaimedDraft* draft = drafts.Find(finding.conflict.event());
  return draft == nullptr || !finding.of_move ? draft : draft->move.get();
}

Finding& Judging::Add(const Breach& breach, std::string counterpart_etag) {
  write.work().Count(storage::Work::kWords);
  Finding& finding = write.findings.emplace_back();
  finding.conflict = MakeConflict(rule, event.after, breach, rule.says.judged);
  finding.of_move = event.of_move;
  finding.conflict.set_item(event.item);
  finding.conflict.set_severity(rule.severity);
  finding.counterpart_etag = std::move(counterpart_etag);
  return finding;
}

}  // namespace taqvim::schedule
