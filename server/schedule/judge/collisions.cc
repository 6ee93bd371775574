#include "server/schedule/judge/collisions.h"

#include <algorithm>

#include "proto/status_macros.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Interval;
using storage::ResourceId;

// Which of the times at which two bookings meet is told: the first. Occurrences
// may overlap, so that several begin together; the shorter ends while they still
// meet.
bool IsToldBefore(const Interval& a, const Interval& b) {
  return std::tie(a.start, b.end) < std::tie(b.start, a.end);
}

}  // namespace

absl::Status Collisions::Meet(const JudgedEvent& event, const Claim& claim, const Claim& other,
                              Meetings& meetings) {
  Encounter encounter{event, claim, other, relations_, holds_, write_.work()};
  for (const Rule* rule : rules_) {
    if (!rule->met->Has(other.kind)) continue;
    ASSIGN_OR_RETURN(const bool broken, rule->meet(encounter));
    if (!broken) continue;
    RETURN_IF_ERROR(write_.work().Spend(storage::Work::kConflict));
    const Interval met = SharedPart(claim.interval, other.interval);
    Meeting& meeting =
        meetings[{claim.booking, rule, other.owner, other.booking, event.OccurrenceOf(claim)}];
    if (meeting.atoms.empty() || IsToldBefore(met, meeting.interval)) meeting.interval = met;
    meeting.atoms.insert(claim.atom);
  }
  return absl::OkStatus();
}

absl::Status Collisions::Collide(const JudgedEvent& event, const Claim& claim, Meetings& meetings) {
  std::optional<storage::ClaimKinds> kinds;
  for (const Rule* rule : rules_) kinds = kinds ? *kinds | *rule->met : *rule->met;
  if (!kinds) return absl::OkStatus();
  return write_.claims.ForEachOverlapping(
      claim.atom, claim.interval, *kinds, [&](const Claim& other) -> absl::Status {
        if (other.owner == event.id) return absl::OkStatus();
        ASSIGN_OR_RETURN(const auto there, ThereFor(event, other));
        return there.has_value() ? Meet(event, claim, *there, meetings) : absl::OkStatus();
      });
}

absl::StatusOr<std::optional<Claim>> Collisions::ThereFor(const JudgedEvent& event,
                                                          const Claim& other) {
  if (event.move_group.empty()) return other;
  ASSIGN_OR_RETURN(const bool together, relations_.MoveTogether(event, other.owner));
  if (!together) return other;
  if (!IsOfMove(other.booking)) return std::nullopt;
  Claim there = other;
  there.kind = storage::ClaimKind::kConfirmed;
  return there;
}

absl::StatusOr<std::string_view> Collisions::NameOfAtom(ResourceId atom) {
  std::shared_ptr<const storage::Resource>& known = atoms_[atom];
  if (known == nullptr) {
    ASSIGN_OR_RETURN(known, write_.drafts.transaction().FindById(atom));
  }
  return known == nullptr ? std::string_view() : std::string_view(known->name);
}

absl::StatusOr<Collisions::Told> Collisions::Prepare(const JudgedEvent& event,
                                                     const Collision& collision,
                                                     const Meeting& meeting) {
  ASSIGN_OR_RETURN(auto counterpart, write_.counterparts.Find(collision.owner));
  Told told{.collision = &collision,
            .meeting = &meeting,
            .counterpart = counterpart,
            .booking = event.after.bookings(collision.booking).id(),
            .resource = event.booking(collision.booking).resource->name};
  if (meeting.atoms.size() == 1) {
    ASSIGN_OR_RETURN(auto atom, NameOfAtom(*meeting.atoms.begin()));
    if (!atom.empty()) told.resource = atom;
  }
  return told;
}

void Collisions::Tell(const JudgedEvent& event, const Told& told) {
  const Collision& collision = *told.collision;
  const Rule& rule = *collision.rule;
  const Counterpart& other = *told.counterpart;
  const BookingFacts& facts = event.booking(collision.booking);
  const bool hides_booking = facts.is_participant() && !write_.rights.SeesAllOf(event.after);
  const bool hides_counterpart = hides_booking || (facts.is_participant() && other.closed);
  Finding& finding = Judging{rule, event, write_}.Add(
      {.booking = collision.booking,
       .resource = std::string(told.resource),
       .counterpart = other.name,
       .counterpart_title = &other.title,
       .counterpart_booking = other.BookingId(collision.owner_booking),
       .interval = told.meeting->interval,
       .zone = facts.zone,
       .day = DayOf(collision.occurrence),
       .called = hides_counterpart ? std::string(kUnseen) : Named(other.title, other.name)},
      other.FingerprintWith(collision.owner_booking));
  finding.hides_booking = hides_booking;
  finding.hides_counterpart = hides_counterpart;
  if (rule.tells_rank) {
    finding.conflict.set_hold_rank(holds_.RankOf(event.id, collision.booking));
  }
}

absl::StatusOr<bool> Collisions::Judge(const JudgedEvent& event, absl::FunctionRef<bool()> enough) {
  Meetings meetings, untold;
  // A hold of a series ranks by all its occurrences, whichever are judged.
  const bool ranks = event.anew && !event.confirmed();
  for (const Claim& claim : event.claims) {
    const bool judged = event.IsJudged(claim, write_.drafts.transaction().now());
    if (!judged && !ranks) continue;
    RETURN_IF_ERROR(Collide(event, claim, judged ? meetings : untold));
  }
  std::vector<Told> in_order;
  in_order.reserve(meetings.size());
  for (const auto& [collision, meeting] : meetings) {
    ASSIGN_OR_RETURN(auto told, Prepare(event, collision, meeting));
    in_order.push_back(told);
  }
  std::sort(in_order.begin(), in_order.end());
  for (const Told& told : in_order) {
    if (enough()) return true;
    RETURN_IF_ERROR(write_.work().status());
    Tell(event, told);
  }
  return false;
}

}  // namespace taqvim::schedule
