// Events that repeat, within one write: which occurrences are claimed, and what
// becomes of those that are in conflict.
//
// A write that alters the rule, its exceptions or a booking of a series, or that
// confirms it, expands it anew: every unfinished occurrence up to the horizon is
// claimed, those that were left out or only held before are tried again, and
// what is finished keeps its claims. An occurrence that is newly claimed is left
// out where the zone of one of its bookings skips all the days of it.
#pragma once

#include <set>
#include <vector>

#include "absl/time/time.h"
#include "server/base/errors.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/judge/judge.h"

namespace taqvim::schedule {

// After the facts of a live draft were fetched, with what is altered filled in:
// says how the draft is to be claimed, fills in its occurrences, and settles up
// to which day they are claimed. Adds to the errors more than 400 occurrences,
// and moved ones whose local times do not occur. Nothing for an event that does
// not repeat. When the work has ended, what was filled in means nothing.
void SettleOccurrences(absl::Time now, storage::Work& work, Draft& draft, FieldErrors& errors);

// Whether occurrences of the draft may be left out or only held for what is in their
// way.
bool MayYield(const Draft& draft);

// Of the findings that block, by their conflicts' severity, those of occurrences
// that their event would rather leave out, or only hold: does so, and makes the
// findings advice. Of two series of one write that collide, the later yields.
absl::Status YieldOccurrences(Drafts& drafts, std::vector<Finding>& findings);

// Leaves out, or only holds, the occurrences of these days: their claims, unless they
// are for others at the very same time, too, and what is kept of them.
void LeaveOccurrences(Draft& draft, const std::set<absl::CivilDay>& days, bool skip);

// What the server keeps with a recurrence, after an update replaced the rest.
void KeepRecurrence(const v1::Event& before, v1::Event& after);

// When occurrences newly reached are to be claimed, in seconds since the epoch; 0
// when there are none to come.
int64_t RollDue(const v1::Event& event);

}  // namespace taqvim::schedule
