#include "server/schedule/facts/judged_event.h"

#include <algorithm>
#include <iterator>

#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

JudgedEvent::JudgedEvent(const ClaimedDraft& draft)
    : id(draft.id),
      item(draft.item),
      written(draft.written),
      is_new(draft.is_new()),
      before(draft.before),
      after(draft.after),
      facts(draft.facts),
      occurrences(draft.series.occurrences),
      claims_before(draft.claims_before),
      claims(draft.claims),
      altered(draft.altered),
      of_move(draft.of_move),
      move_group(draft.move_group),
      moves(draft.moves),
      move_claims_before(draft.move_claims_before),
      confirming(draft.confirming),
      repeats(draft.series.mode != SeriesMode::kNone),
      anew(draft.series.mode == SeriesMode::kAnew),
      draft_(draft) {}

const OccurrenceFacts* JudgedEvent::OccurrenceOf(const Claim& claim) const {
  return schedule::OccurrenceOf(draft_, claim);
}

bool JudgedEvent::IsJudged(const Claim& claim, absl::Time now) const {
  if (claim.kind == ClaimKind::kCultureDays || claim.kind == ClaimKind::kContested) return false;
  const bool over = repeats && !IsUnfinished(claim.interval, now);
  if (altered[claim.booking] && written && !over) return true;
  return !HadClaim(draft_, claim, [&](const Claim& old) {
    return old.kind == claim.kind || (Blocks(old.kind) && Blocks(claim.kind));
  });
}

bool JudgedEvent::IsNew(const Claim& claim) const {
  return altered[claim.booking] || IsAddedOccurrence(draft_, claim.booking, claim.interval);
}

void JudgedEvent::ForEachTime(
    int index, storage::Work& work,
    absl::FunctionRef<void(const Interval&, const OccurrenceFacts*)> judge) const {
  if (!repeats) {
    if (altered[index]) judge(booking(index).announced, nullptr);
    return;
  }
  for (const OccurrenceFacts& occurrence : occurrences) {
    if (!work.Count(1)) return;
    if (altered[index] || IsAddedOccurrence(draft_, index, occurrence.occupied[index])) {
      judge(occurrence.announced[index], &occurrence);
    }
  }
}

std::vector<TimeOfBooking> JudgedEvent::OutsideHost() const {
  std::vector<TimeOfBooking> outside;
  // There is one for each atom, in a row.
  std::unique_copy(draft_.outside_host.begin(), draft_.outside_host.end(),
                   std::back_inserter(outside));
  return outside;
}

Unapproved JudgedEvent::UnapprovedAt(int index, storage::Work& work) const {
  return UnapprovedOf(draft_, index, work);
}

std::optional<absl::CivilDay> DayOf(const OccurrenceFacts* occurrence) {
  return occurrence != nullptr ? std::optional(occurrence->day) : std::nullopt;
}

}  // namespace taqvim::schedule
