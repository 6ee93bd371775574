// Validators of an event's kind, recurrence and bookings: parts of CheckMessage
// (fields.h).
#pragma once

#include "server/base/field_errors.h"
#include "server/base/texts.h"
#include "server/schedule/event/event_kinds.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Checks the message of the event's kind; `rules` are those of that kind.
void CheckKind(const EventKindRules& rules, const v1::Event& event, Demand demand,
               FieldErrors& errors);

// Checks the recurrence of an event that has one; `rules` are those of its kind, or
// null. Whether the days that it names are days of occurrences is checked only with
// Demand::kRequired, and where the event has a period. What stands in `stored`, if it
// is not null, is no error: a rule and days that were accepted once are so while they
// do not change.
void CheckRecurrence(const EventKindRules* rules, const v1::Event& event, const v1::Event* stored,
                     Demand demand, FieldErrors& errors);

// Checks the bookings: what each books and when, and that no id is there twice.
void CheckBookings(const v1::Event& event, FieldErrors& errors);

}  // namespace taqvim::schedule
