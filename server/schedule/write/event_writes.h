// `EventWrites`: one write of events, from its steps to its mutation.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/write/event_steps.h"
#include "server/schedule/write/plan.h"

namespace taqvim::schedule {

class EventWrites {
 public:
  EventWrites(storage::Transaction& transaction, const Caller& caller,
              EventSteps::Ids ids = nullptr)
      : caller_(caller), drafts_(transaction), steps_(drafts_, caller_, std::move(ids)) {}

  EventSteps& steps() { return steps_; }

  // After the steps, once: claims and judges (plan.h). INVALID_ARGUMENT or
  // FAILED_PRECONDITION for what is wrong whatever the schedule says.
  absl::Status Judge();
  // The same for what nobody asked for: whether it can be applied. False, too, when
  // it cannot be claimed, as its zone is not known any more: it waits, and others do
  // not wait for it.
  absl::StatusOr<bool> JudgeUnasked();

  // After it was judged: what was found, and the drafts.
  const Verdict& verdict() const { return judged_->verdict; }
  ClaimedDrafts& drafts() { return judged_->drafts; }

  // Writes the drafts. FAILED_PRECONDITION with the report when blocked.
  absl::Status Apply();

  // After it was written: the event, with its etag, as the caller sees it; of one that was
  // deleted the name.
  v1::Event written(const std::string& name);
  // The same for an empty message, without a copy; it is gone from here.
  void TakeInto(const std::string& name, v1::Event& event);

 private:
  absl::Status RankHolds();

  const Caller caller_;
  Drafts drafts_;
  EventSteps steps_;
  std::optional<JudgedDrafts> judged_;
};

}  // namespace taqvim::schedule
