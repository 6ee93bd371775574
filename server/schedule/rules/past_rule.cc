#include "server/schedule/rules/past_rule.h"

#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {

absl::Status JudgePast(Judging& judging) {
  const JudgedEvent& event = judging.event;
  if (!event.written || event.repeats) return absl::OkStatus();
  const absl::Time now = judging.write.drafts.transaction().now();
  for (size_t i = 0; i < event.facts.bookings.size(); ++i) {
    const int index = static_cast<int>(i);
    const BookingFacts& facts = event.booking(index);
    if (!event.altered[i] || IsUnfinished(facts.announced, now)) continue;
    judging.Add({.booking = index,
                 .resource = facts.resource->name,
                 .interval = facts.announced,
                 .zone = facts.zone});
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
