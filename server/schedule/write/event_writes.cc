#include "server/schedule/write/event_writes.h"

#include <algorithm>
#include <vector>

#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/error_details.h"
#include "server/schedule/write/hold_ranks.h"
#include "server/schedule/write/mutation.h"

namespace taqvim::schedule {

absl::Status EventWrites::Judge() {
  ASSIGN_OR_RETURN(auto judged, JudgeDrafts(drafts_, caller_, steps_.errors()));
  judged_ = std::move(judged);
  return absl::OkStatus();
}

absl::StatusOr<bool> EventWrites::JudgeUnasked() {
  const absl::Status judged = Judge();
  if (judged.ok()) return !verdict().blocked;
  return IsCallers(judged) ? absl::StatusOr<bool>(false) : judged;
}

absl::Status EventWrites::Apply() {
  if (verdict().blocked) return RefusalOf(verdict());
  RETURN_IF_ERROR(drafts_.transaction().Apply(MutationOf(judged_->drafts)));
  return RankHolds();
}

// Fills in how the written events stand; where all was judged, that is known.
absl::Status EventWrites::RankHolds() {
  HoldRanks ranks(drafts_.transaction(), caller_.rights);
  for (ClaimedDraft* draft : judged_->drafts.all()) {
    v1::Event& event = draft->after;
    auto& holds = draft->move ? *event.mutable_move()->mutable_holds() : *event.mutable_holds();
    if (!draft->written || holds.empty()) continue;
    const auto known = verdict().hold_ranks.find(draft->id);
    const bool judged =
        known != verdict().hold_ranks.end() &&
        std::find(known->second.begin(), known->second.end(), 0) == known->second.end();
    if (!judged) {
      RETURN_IF_ERROR(ranks.Fill(draft->id, event));
      continue;
    }
    // What something confirmed is in the way of would have been refused.
    const std::vector<int>& found = known->second;
    for (int i = 0; i < holds.size(); ++i) holds[i].set_rank(found[i]);
    if (!draft->move) event.set_hold_rank(*std::max_element(found.begin(), found.end()));
  }
  return absl::OkStatus();
}

v1::Event EventWrites::written(const std::string& name) {
  const Draft& draft = *drafts_.Find(name);
  v1::Event event;
  if (draft.deleted) {
    event.set_name(name);
  } else {
    event = draft.after;
    access::Show(caller_.rights, event);
  }
  return event;
}

void EventWrites::TakeInto(const std::string& name, v1::Event& event) {
  Draft& draft = *drafts_.Find(name);
  if (draft.deleted) {
    event.set_name(name);
  } else {
    event.Swap(&draft.after);
    access::Show(caller_.rights, event);
  }
}

}  // namespace taqvim::schedule
