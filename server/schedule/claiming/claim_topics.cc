#include "server/schedule/claiming/claim_topics.h"

#include <cstdint>

#include "proto/status_macros.h"
#include "server/schedule/event/culture_days.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;

// What it takes to fold the city of a stop, as often as that is done.
constexpr int64_t kUnitsOfAStop = 32;

}  // namespace

// Culture days that stay where they are keep the claims that are stored, whatever
// their cities were called when these were made, until they are derived again.
absl::Status ClaimTopics(Drafts& drafts, const ExpandedDraft& draft, std::vector<Claim>& claims) {
  if (!draft.after.has_culture_days() || !draft.confirmed()) return absl::OkStatus();
  const int stops = draft.after.culture_days().stops_size();
  RETURN_IF_ERROR(drafts.work().Spend(kUnitsOfAStop * stops));
  if (draft.before.state() == v1::EVENT_STATE_CONFIRMED && !draft.times_moved() &&
      SameTopics(draft.before.culture_days(), draft.after.culture_days())) {
    for (const Claim& claim : draft.claims_before) {
      if (claim.kind == ClaimKind::kCultureDays) claims.push_back(claim);
    }
    return absl::OkStatus();
  }
  for (const TopicDays& topic : TopicsOf(draft.after.culture_days())) {
    ASSIGN_OR_RETURN(auto atom, drafts.MakeTopic(topic.topic));
    claims.push_back({.atom = atom,
                      .interval = IntervalOfDays(topic.days),
                      .owner = draft.id,
                      .booking = topic.stop,
                      .kind = ClaimKind::kCultureDays});
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
