// The occurrences of drafts that repeat, found by when they are.
#pragma once

#include <utility>
#include <vector>

#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/claim.h"

namespace taqvim::schedule {

// By the booking, then by the time.
bool IsTimeBefore(const TimeOfBooking& a, const TimeOfBooking& b);

// The occurrences of the draft whose booking occupies the very interval, in order: a
// range of indexes of its occurrences.
std::pair<std::vector<int>::const_iterator, std::vector<int>::const_iterator> OccurrencesAt(
    const ExpandedDraft& draft, int booking, const storage::Interval& interval);

// The occurrence that a claim of the draft is for, the first if there are several
// at that very time; null when it is for none that is to be claimed.
const OccurrenceFacts* OccurrenceOf(const ExpandedDraft& draft, const storage::Claim& claim);

// Whether nothing stored of the draft's booking has this interval: an occurrence
// that the write adds or moves. False for events that do not repeat.
bool IsAddedOccurrence(const ExpandedDraft& draft, int booking, const storage::Interval& interval);

}  // namespace taqvim::schedule
