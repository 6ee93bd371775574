#include "server/schedule/drafts/draft_occurrences.h"

#include <algorithm>
#include <cstdint>

#include "server/schedule/drafts/holds.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;

std::pair<int64_t, int64_t> PlaceInTime(const Interval& interval) {
  return {interval.start, interval.end};
}

}  // namespace

bool IsTimeBefore(const TimeOfBooking& a, const TimeOfBooking& b) {
  return std::pair(a.first, PlaceInTime(a.second)) < std::pair(b.first, PlaceInTime(b.second));
}

std::pair<std::vector<int>::const_iterator, std::vector<int>::const_iterator> OccurrencesAt(
    const ExpandedDraft& draft, int booking, const Interval& interval) {
  static const std::vector<int>& none = *new std::vector<int>();
  const auto& all = draft.series.in_time;
  const std::vector<int>& in_time = all.empty() ? none : all[booking];
  const auto time_of = [&](int occurrence) {
    return PlaceInTime(draft.series.occurrences[occurrence].occupied[booking]);
  };
  const auto wanted = PlaceInTime(interval);
  const auto first = std::partition_point(
      in_time.begin(), in_time.end(), [&](int occurrence) { return time_of(occurrence) < wanted; });
  const auto end = std::partition_point(
      first, in_time.end(), [&](int occurrence) { return time_of(occurrence) == wanted; });
  return {first, end};
}

const OccurrenceFacts* OccurrenceOf(const ExpandedDraft& draft, const Claim& claim) {
  if (claim.kind == ClaimKind::kCultureDays) return nullptr;
  const auto [first, end] = OccurrencesAt(draft, claim.booking, claim.interval);
  return first == end ? nullptr : &draft.series.occurrences[*first];
}

bool IsAddedOccurrence(const ExpandedDraft& draft, int booking, const Interval& interval) {
  if (draft.series.mode == SeriesMode::kNone) return false;
  const int old = IndexOfBooking(draft.before, draft.after.bookings(booking).id());
  return old < 0 ||
         !std::binary_search(draft.series.times_before.begin(), draft.series.times_before.end(),
                             TimeOfBooking(old, interval), IsTimeBefore);
}

}  // namespace taqvim::schedule
