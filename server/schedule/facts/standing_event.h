// `StandingEvent`: what rules look at of one event that is stored, to say whether it stands
// in conflict though nobody writes it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/facts/rule.h"
#include "storage/resource.h"
#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/standing_conflict.pb.h"

namespace taqvim::schedule {

// One event, with what is not over of it.
struct StandingEvent {
  const storage::Resource& resource;
  std::shared_ptr<const v1::Event> event;
  std::vector<storage::Claim> claims;
  const Occurrences& occurrences;
  // Whether it is closed to the caller. Claims on participants are left out then.
  bool closed = false;
  // Of an event as its move would have it: what moves together with it; may be empty.
  std::string move_group = {};

  const v1::Booking& booking(int index) const { return event->bookings(index); }
  bool confirmed() const { return event->state() == v1::EVENT_STATE_CONFIRMED; }
  // The day of the occurrence that a claim is for. When a closed event repeats, which days
  // its rule has is not told.
  std::optional<absl::CivilDay> DayOf(const storage::Claim& claim) const;
};

// Whether the days of its period may be ahead, wherever they are.
bool IsPeriodAhead(const v1::Event& event, absl::Time now);
// Whether anything of it is ahead: what it claims, its stops, what is still to come of a
// series up to where that is claimed or, where it books no place, the days of its period.
bool IsAhead(const StandingEvent& standing, absl::Time now);

// When a booking takes place from now on, without set-up and tear-down, and the day
// of the occurrence, when its event repeats and is not closed.
struct TimeAhead {
  storage::Interval announced;
  std::optional<absl::CivilDay> day;
};

// Those of the booking by the event's claims of these kinds, each once, in order.
std::vector<TimeAhead> TimesAhead(const StandingEvent& standing, int booking,
                                  const absl::TimeZone& zone, storage::ClaimKinds kinds);

// The zone of the booking; UTC where that is not known any more.
absl::TimeZone ZoneOf(const v1::Booking& booking);

// The waiver of the event for that conflict; null when there is none.
const v1::Waiver* WaiverFor(const v1::Event& event, v1::ConflictRule rule,
                            const std::string& booking, const std::string& counterpart);

// How an event stands, of that kind, of which a booking breaks the rule at a counterpart:
// nothing when that was accepted, and the counterpart is as it was then. Who accepts what is
// not told of events that are `closed`.
std::optional<v1::ConflictKind> KindAt(const Rule& rule, const v1::Event& event, bool closed,
                                       int booking, v1::ConflictKind kind,
                                       const std::string& counterpart, const std::string& etag);

}  // namespace taqvim::schedule
