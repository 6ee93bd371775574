// The parts of the check of an event.
#pragma once

#include "server/base/field_errors.h"
#include "server/base/texts.h"
#include "server/schedule/event/event_kinds.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// The message of the event's kind, which is that of the rules.
void CheckKind(const EventKindRules& rules, const v1::Event& event, Demand demand,
               FieldErrors& errors);

// The recurrence of an event that has one; `rules` are those of its kind, or null.
// Whether the days that it names are those of occurrences is checked where all of
// the event is there. What `stored` has, if it is not null, is no error: a rule and
// days that were taken once stay so while they are left as they are.
void CheckRecurrence(const EventKindRules* rules, const v1::Event& event, const v1::Event* stored,
                     Demand demand, FieldErrors& errors);

// The bookings: what each books and when, and that no id is there twice.
void CheckBookings(const v1::Event& event, FieldErrors& errors);

}  // namespace taqvim::schedule
