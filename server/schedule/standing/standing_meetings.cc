#include "server/schedule/standing/standing_meetings.h"

#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;

bool StandingMeetings::IsAsked(const Rule& rule, ClaimKind ours) const {
  return rule.stand_met != nullptr && rule.stands_by->Has(ours) && query_.Wants(rule);
}

absl::Status StandingMeetings::Meet(const Claim& claim, const Claim& other) {
  ASSIGN_OR_RETURN(auto party, lookups_.PartyOf(other.owner));
  for (const Rule& rule : Rules()) {
    if (!IsAsked(rule, claim.kind) || !rule.met->Has(other.kind)) continue;
    Standing standing = Held(rule);
    ASSIGN_OR_RETURN(auto kind, rule.stand_met({standing, claim, other, *party}));
    if (kind == v1::CONFLICT_KIND_UNSPECIFIED || !query_.Wants(kind)) continue;
    meetings_[{&rule, kind, claim.booking, SharedPart(claim.interval, other.interval), other.owner,
               other.booking, event_.DayOf(claim)}]
        .insert(claim.atom);
  }
  return absl::OkStatus();
}

absl::Status StandingMeetings::MeetOthers(const Claim& claim) {
  std::optional<storage::ClaimKinds> kinds;
  for (const Rule& rule : Rules()) {
    if (IsAsked(rule, claim.kind)) kinds = kinds ? *kinds | *rule.met : *rule.met;
  }
  if (!kinds) return absl::OkStatus();
  storage::Snapshot& snapshot = lookups_.snapshot();
  ASSIGN_OR_RETURN(auto others,
                   snapshot.ClaimsOverlapping(claim.atom, PartAhead(claim.interval, snapshot.now()),
                                              *kinds, kMostClaimsMet));
  for (const Claim& other : others) {
    if (other.owner == claim.owner) continue;
    RETURN_IF_ERROR(Meet(claim, other));
  }
  return absl::OkStatus();
}

absl::Status StandingMeetings::Tell(const Meeting& meeting,
                                    const std::set<storage::ResourceId>& atoms) {
  ASSIGN_OR_RETURN(auto party, lookups_.PartyOf(meeting.owner));
  const v1::Booking& booking = event_.booking(meeting.booking);
  Breach breach{.booking = meeting.booking,
                .interval = meeting.interval,
                .zone = ZoneOf(booking),
                .day = meeting.day,
                .called = std::string(kUnseen)};
  if (atoms.size() == 1) {
    ASSIGN_OR_RETURN(auto atom, lookups_.snapshot().FindById(*atoms.begin()));
    if (atom) breach.resource = atom->name;
  }
  // By whom a participant is taken is not said of what is closed.
  if (party->sight == access::Sight::kAll || !booking.has_participant()) {
    breach.counterpart = party->name;
    breach.counterpart_title = &party->title;
    breach.called = Named(party->title, party->name);
    const v1::Booking* met =
        party->event ? BookingAt(*party->event, meeting.owner_booking) : nullptr;
    if (met != nullptr) breach.counterpart_booking = met->id();
  }
  Held(*meeting.rule).Add(meeting.kind, std::move(breach));
  return absl::OkStatus();
}

absl::Status StandingMeetings::Find() {
  for (const Claim& claim : event_.claims) {
    RETURN_IF_ERROR(MeetOthers(claim));
  }
  for (const auto& [meeting, atoms] : meetings_) {
    RETURN_IF_ERROR(Tell(meeting, atoms));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
