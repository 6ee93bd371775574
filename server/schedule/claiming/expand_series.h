// The second stage for a draft: which occurrences of an event that repeats are claimed.
//
// Needs: a live draft and its facts. Leaves: its series, and in the draft up to which
// day it is claimed, and what is left out or only held of that.
//
// A write that alters the rule, its exceptions or a booking of a series, or that
// confirms it, expands it anew: every unfinished occurrence up to the horizon is
// claimed, those that were left out or only held before are tried again, and
// what is finished keeps its claims. An occurrence that is newly claimed is left
// out where the zone of one of its bookings skips all the days of it.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "server/base/field_errors.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/work.h"

namespace taqvim::schedule {

// `altered` says of each booking whether it is. Adds to the errors more than 400
// occurrences, and moved ones whose local times do not occur. Empty for an event that
// does not repeat, and did not. When the work has ended, it means nothing.
Series ExpandSeries(absl::Time now, const EventFacts& facts, const std::vector<bool>& altered,
                    Draft& draft, storage::Work& work, FieldErrors& errors);

}  // namespace taqvim::schedule
