#include "server/schedule/write/settle_moves.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/schedule/claiming/needed_approvals.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/uid.h"
#include "server/schedule/write/move_groups.h"

namespace taqvim::schedule {
namespace {

using Approvals = google::protobuf::RepeatedPtrField<v1::BookingApproval>;

// What was refused is kept until the next write; and a write that changes what is moved
// leaves nothing of what was asked for before.
bool Ends(const Draft& draft) {
  if (!draft.after.has_move()) return false;
  if (!draft.live() || !draft.confirmed() || ChangesPlace(draft)) return true;
  return draft.written && draft.before.has_move() && !IsMovePending(draft.before) &&
         !draft.move_is_new;
}

// Whose approval is overridden is not asked.
bool Asks(const Draft& draft) {
  return draft.asks &&
         std::none_of(draft.overrides.begin(), draft.overrides.end(),
                      [](v1::ConflictRule rule) { return RuleOf(rule).can_be_asked_for; });
}

const v1::BookingApproval* FindFor(const Approvals& approvals, const std::string& booking) {
  const auto found = std::find_if(approvals.begin(), approvals.end(),
                                  [&](const auto& one) { return one.booking() == booking; });
  return found == approvals.end() ? nullptr : &*found;
}

// Of each booking what is open, or else what was given.
Approvals ApprovalsOf(const NeededApprovals& needed, const Approvals& granted) {
  Approvals approvals;
  for (const v1::Booking& booking : needed.bookings) {
    const v1::BookingApproval* said = FindFor(needed.open, booking.id());
    if (said == nullptr) said = FindFor(granted, booking.id());
    if (said != nullptr) *approvals.Add() = *said;
  }
  return approvals;
}

class Asking {
 public:
  Asking(Drafts& drafts, const Caller& caller, FieldErrors& errors)
      : drafts_(drafts), caller_(caller), errors_(errors) {}

  absl::Status Run() {
    for (const auto& draft : drafts_.all()) {
      const bool asks = Asks(*draft);
      if (!(asks || draft->moves) || !ChangesPlace(*draft)) continue;
      if (asks) KeepGranted(*draft);
      ASSIGN_OR_RETURN(auto needed, FindNeededApprovals(drafts_, *draft, errors_));
      asked_.emplace_back(draft.get(), std::move(needed));
    }
    const bool waits = std::any_of(asked_.begin(), asked_.end(),
                                   [](const auto& one) { return !one.second.open.empty(); });
    if (waits && errors_.empty()) Wait();
    return absl::OkStatus();
  }

 private:
  void Wait() {
    storage::Transaction& transaction = drafts_.transaction();
    const std::string group = asked_.size() > 1 ? NewUid(transaction) : std::string();
    for (auto& [draft, needed] : asked_) {
      Approvals approvals = ApprovalsOf(needed, draft->granted);
      AskToMove({.bookings = std::move(needed.bookings),
                 .approvals = std::move(approvals),
                 .group = group,
                 .principal = caller_.principal},
                transaction.now(), *draft);
    }
  }

  Drafts& drafts_;
  const Caller& caller_;
  FieldErrors& errors_;
  std::vector<std::pair<Draft*, NeededApprovals>> asked_;
};

}  // namespace

absl::Status SettleMoves(Drafts& drafts, const Caller& caller, FieldErrors& errors) {
  for (const auto& draft : drafts.all()) {
    if (Ends(*draft)) draft->after.clear_move();
  }
  RETURN_IF_ERROR(Asking(drafts, caller, errors).Run());
  return EndMoveGroups(drafts);
}

}  // namespace taqvim::schedule
