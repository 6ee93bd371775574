// Events that repeat, for the model: when their occurrences are, worked out by
// counting days.
//
// The test keeps to what can be said naively. Series end, by COUNT, long before the
// horizon (kLongestSeries), or come back so late that it is never reached. They book
// participants, in a zone of their own, or the annex, whose zone and spaces stay as
// they are, so that nothing changes under them but the rules of that zone. They
// neither host others nor have hosts, and keep on repeating once they do.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"
#include "tests/property/model/civil_arithmetic.h"

namespace taqvim::property {

inline constexpr int64_t kLongestSeries = 400;
// How far the days of rules are looked at that are never claimed, in days after the
// first.
inline constexpr int64_t kLongestRule = 31 * 366;

// A venue of one space that approves its bookings, for series alone.
inline constexpr char kAnnex[] = "venues/annex";
inline constexpr char kAnnexRoom[] = "venues/annex/spaces/room";
bool BooksAnnex(const v1::Event& event);

struct Occurrence {
  // The day on which the rule has it.
  int64_t day = 0;
  // Where the event itself is, and how far that is from its first time.
  v1::Period period;
  int64_t days_on = 0;
  int64_t seconds_on = 0;
};

// Days of the rule, excluded ones too, up to so many after the first.
std::vector<int64_t> DaysOfRule(const v1::Event& event, int64_t ahead = kLongestSeries);

// Those that are not excluded.
std::vector<Occurrence> OccurrencesOf(const v1::Event& event, int64_t ahead = kLongestSeries);

// When a booking is, at that occurrence.
v1::Period PeriodAt(const v1::Booking& booking, const Occurrence& occurrence);

// What each booking of the event occupies, at that occurrence.
std::vector<Span> SpansOf(const v1::Event& event, const Occurrence& occurrence);

// Whether the zone of one of its bookings skips all the days of it.
bool IsWithoutDays(const v1::Event& event, const Occurrence& occurrence);

// The day of the occurrence for which a booking of a stored event claims the span:
// of several a moved one, and of those the first; nothing when it does not repeat.
std::optional<int64_t> OccurrenceDay(const v1::Event& event, int booking, const Span& span);

}  // namespace taqvim::property
