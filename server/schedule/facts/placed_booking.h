// `PlacedBooking`: a booking in a place at a time, as the rules of places look at it,
// whether it is stored, about to be, or only thought of. Made from what the judge knows of
// drafts, from stored events, or from a place that is looked at for a slot.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "server/schedule/time/opening_hours.h"
#include "storage/claim.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

struct PlacedBooking {
  // When its venue is open; null for a participant.
  const WeeklyHours* hours = nullptr;
  // How many people the space seats; 0 when that is not known, or no space is booked.
  int32_t seats = 0;
  // How many are expected; 0 when nobody said.
  int32_t expected = 0;
  // Whether it has times of day, and when it is, without set-up and tear-down.
  bool timed = false;
  absl::TimeZone zone = {};
  storage::Interval announced = {};
  // The same by the clock, where nothing of the interval is skipped or shown twice: from
  // which second of the week on, counted from midnight at the beginning of Monday.
  std::optional<int64_t> second_of_week = std::nullopt;
  // Of a booking that is asked for: what its venue allows, nullptr where nothing limits it, and
  // when it is asked.
  const v1::BookingLimits* limits = nullptr;
  absl::Time asked = absl::InfinitePast();
  // Whether it takes more than was approved by who decides about it.
  bool unapproved = false;
};

// nullptr when it has none.
inline const v1::BookingLimits* LimitsOf(const v1::Venue& venue) {
  return venue.has_booking_limits() ? &venue.booking_limits() : nullptr;
}

}  // namespace taqvim::schedule
