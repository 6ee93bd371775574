#include "server/schedule/rules/hold_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

// The event as it shall be, by its id.
absl::StatusOr<std::shared_ptr<const v1::Event>> HoldRules::Final(storage::ResourceId event) {
  if (const Draft* draft = drafts_.FindById(event)) {
    return std::shared_ptr<const v1::Event>(std::shared_ptr<void>(), &draft->after);
  }
  std::shared_ptr<const v1::Event>& known = events_[event];
  if (known != nullptr) return known;
  ASSIGN_OR_RETURN(auto resource, drafts_.transaction().FindById(event));
  if (!resource) return Internal(absl::StrCat("resource ", event, " holds but is missing"));
  auto read = ReadShared<v1::Event>(*resource);
  if (!read.ok()) return read;
  RETURN_IF_ERROR(drafts_.ReadHosts((*read)->host()));
  known = *read;
  return read;
}

// Whether the other hold ranks before the one that the draft had there, if any.
bool HoldRules::Precedes(const HoldPlace& other, const Draft& draft, const Claim& claim,
                         const Interval& meeting) const {
  if (draft.before.state() != v1::EVENT_STATE_TENTATIVE) return true;
  const int old = IndexOfBooking(draft.before, draft.after.bookings(claim.booking).id());
  const auto held = [old](const Claim& one) {
    return one.kind == ClaimKind::kHeld && one.booking == old;
  };
  if (old < 0 || !Covers(draft.claims_before, claim.atom, meeting, drafts_.work(), held))
    return true;
  return other < PlaceOf(draft.before, draft.id, old);
}

absl::StatusOr<v1::ConflictRule> HoldRules::Judge(const Draft& draft, const Claim& claim,
                                                  const Claim& held) {
  ASSIGN_OR_RETURN(auto event, Final(held.owner));
  if (!IsLiveHold(*event, drafts_.transaction().due_time())) return v1::CONFLICT_RULE_UNSPECIFIED;
  const HoldPlace other = PlaceOf(*event, held.owner, held.booking);
  if (!draft.confirmed()) {
    if (other < PlaceOf(draft.after, draft.id, claim.booking)) {
      ahead_[{draft.id, claim.booking}].insert(held.owner);
    }
    if (!draft.confirming) return v1::CONFLICT_RULE_HELD;
  }
  const Interval meeting{std::max(claim.interval.start, held.interval.start),
                         std::min(claim.interval.end, held.interval.end)};
  const auto confirmed = [](const Claim& one) { return Blocks(one.kind); };
  if (Covers(draft.claims_before, claim.atom, meeting, drafts_.work(), confirmed)) {
    return v1::CONFLICT_RULE_UNSPECIFIED;
  }
  return Precedes(other, draft, claim, meeting) ? v1::CONFLICT_RULE_HOLD_AHEAD
                                                : v1::CONFLICT_RULE_UNSPECIFIED;
}

int HoldRules::RankOf(const Draft& draft, int booking) const {
  auto ahead = ahead_.find({draft.id, booking});
  return ahead == ahead_.end() ? 1 : 1 + static_cast<int>(ahead->second.size());
}

}  // namespace taqvim::schedule
