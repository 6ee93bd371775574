#include "server/schedule/rules/approval_rule.h"

#include "server/schedule/claims/approver.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

void Tell(Judging& judging, int index, const Unapproved& unapproved) {
  const BookingFacts& facts = judging.event.booking(index);
  // Who decides about it, or it would not be unapproved.
  const std::optional<Approver> decider = DeciderOf(facts, judging.event.after);
  if (!decider) return;
  const Breach breach{.booking = index,
                      .resource = facts.resource->name,
                      .counterpart = decider->name(),
                      .counterpart_title = &decider->title(),
                      .interval = unapproved.interval,
                      .zone = facts.zone,
                      .details = {unapproved.description}};
  Finding& finding = judging.Add(breach, decider->etag());
  for (absl::CivilDay day : unapproved.days) *finding.conflict.add_new_days() = ToDate(day);
}

}  // namespace

bool NeedsApproval(const PlacedBooking& booking) { return booking.unapproved; }

absl::Status JudgeApproval(Judging& judging) {
  const JudgedEvent& event = judging.event;
  for (int i = 0; i < event.facts.bookings.size(); ++i) {
    if (!event.altered[i] && !event.anew) continue;
    if (!NeedsApproval({.unapproved = event.IsUnapproved(i)})) continue;
    Tell(judging, i, event.UnapprovedAt(i, judging.write.work()));
  }
  return absl::OkStatus();
}

bool NeedsAnotherApproval(const JudgedEvent& event, int booking) {
  return event.IsUnapproved(booking);
}

}  // namespace taqvim::schedule
