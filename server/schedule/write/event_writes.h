// The way of every write of events: steps, claims, judgement, waivers, one
// mutation.
#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/judge/judge.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/write/event_steps.h"

namespace taqvim::schedule {

class EventWrites {
 public:
  EventWrites(storage::Transaction& transaction, const Caller& caller,
              EventSteps::Ids ids = nullptr)
      : caller_(caller), drafts_(transaction), steps_(drafts_, caller_, std::move(ids)) {}

  EventSteps& steps() { return steps_; }
  Drafts& drafts() { return drafts_; }

  // After the steps: claims and judges. INVALID_ARGUMENT or FAILED_PRECONDITION
  // for what is wrong whatever the schedule says. Then `conflicts` holds what
  // there is, waived ones as advice, as the caller may know it: the first kMostTold.
  absl::Status Judge();
  // The same for what nobody asked for: whether it can be applied. False, too, when
  // it cannot be claimed, as its zone is not known any more: it waits, and others do
  // not wait for it.
  absl::StatusOr<bool> JudgeUnasked();
  const std::vector<v1::Conflict>& conflicts() const { return conflicts_; }
  // How many conflicts there are in all; or, where it is only a bound, at least.
  int32_t total() const { return total_; }
  bool total_is_lower_bound() const { return total_is_lower_bound_; }
  bool blocked() const { return blocked_; }

  // Writes the drafts. FAILED_PRECONDITION with the report when blocked.
  absl::Status Apply();

  // After it was written: the event, with its etag, as the caller sees it.
  v1::Event written(const std::string& name);
  // The same for an empty message, without a copy; it is gone from here.
  void TakeInto(const std::string& name, v1::Event& event);

 private:
  // Whether the write is refused by that, whatever else is found.
  bool Decides(const Finding& finding);
  absl::StatusOr<bool> Waive(Draft& draft, const Finding& finding);
  void Conclude(Findings findings);
  absl::Status Settle(Finding& finding);
  void KeepWaivers(Draft& draft);
  absl::Status RankHolds();
  storage::Mutation MakeMutation();

  const Caller caller_;
  Drafts drafts_;
  EventSteps steps_;
  std::vector<v1::Conflict> conflicts_;
  int32_t total_ = 0;
  bool total_is_lower_bound_ = false;
  bool blocked_ = false;
};

// Applies the claims of drafts that nothing else changed of.
void AddClaims(const Draft& draft, storage::Mutation& mutation);
// Puts the topics that the drafts need and nothing had before.
void AddTopics(const Drafts& drafts, storage::Mutation& mutation);

}  // namespace taqvim::schedule
