#include "client/web/keyed/takings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "client/web/published/civil.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::web {
namespace {

template <class Names>
bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string VenueOfBooking(const v1::Booking& booking) {
  return booking.venue().empty() ? VenueOf(booking.space()) : booking.venue();
}

bool IsOfFeed(const v1::Booking& booking, const v1::EventFilter& feed) {
  if (booking.has_participant()) return false;
  if (!feed.spaces().empty()) return Has(feed.spaces(), booking.space());
  return feed.venues().empty() || Has(feed.venues(), VenueOfBooking(booking));
}

google::type::DateTime Shifted(const google::type::DateTime& time, absl::civil_diff_t seconds) {
  if (seconds == 0) return time;
  const absl::CivilSecond shifted = SecondOf(time) + seconds;
  google::type::DateTime moved;
  moved.set_year(static_cast<int32_t>(shifted.year()));
  moved.set_month(shifted.month());
  moved.set_day(shifted.day());
  moved.set_hours(shifted.hour());
  moved.set_minutes(shifted.minute());
  moved.set_seconds(shifted.second());
  return moved;
}

void Shift(google::type::Date& date, absl::civil_diff_t days) {
  const absl::CivilDay shifted = DayOf(date) + days;
  date.set_year(static_cast<int32_t>(shifted.year()));
  date.set_month(shifted.month());
  date.set_day(shifted.day());
}

absl::CivilSecond StartOf(const v1::Period& period) {
  return period.has_timed() ? SecondOf(period.timed().start())
                            : absl::CivilSecond(DayOf(period.dated().first_day()));
}

// By how much all that the event books moves in the occurrence.
absl::civil_diff_t ShiftOf(const v1::Event& event, const Occurrence& occurrence) {
  for (const v1::MovedOccurrence& moved : event.recurrence().moved_occurrences()) {
    if (DayOf(moved.day()) == occurrence.day) {
      return StartOf(moved.period()) - StartOf(event.period());
    }
  }
  const absl::CivilDay first(StartOf(event.period()));
  return absl::CivilSecond(occurrence.day) - absl::CivilSecond(first);
}

v1::Period Shifted(const v1::Period& period, absl::civil_diff_t seconds) {
  v1::Period shifted = period;
  if (shifted.has_timed()) {
    auto& timed = *shifted.mutable_timed();
    *timed.mutable_start() = Shifted(period.timed().start(), seconds);
    *timed.mutable_end() = Shifted(period.timed().end(), seconds);
    return shifted;
  }
  auto& dated = *shifted.mutable_dated();
  const absl::civil_diff_t days =
      (absl::CivilDay(StartOf(period) + seconds)) - absl::CivilDay(StartOf(period));
  Shift(*dated.mutable_first_day(), days);
  if (dated.has_last_day()) Shift(*dated.mutable_last_day(), days);
  return shifted;
}

std::string ZoneOf(const Schedule& places, const v1::Event& event, const v1::Booking& booking) {
  if (const v1::Venue* venue = places.FindVenue(VenueOfBooking(booking))) return venue->time_zone();
  return booking.time_zone().empty() ? event.time_zone() : booking.time_zone();
}

}  // namespace

std::vector<Taking> TakingsOf(const Schedule& places, const PublishedEvent& event,
                              const v1::EventFilter& feed) {
  std::vector<Taking> takings;
  const v1::Event& of = event.event;
  for (const v1::Booking& booking : of.bookings()) {
    if (!IsOfFeed(booking, feed)) continue;
    const auto add = [&](Occurrence when) {
      when.time_zone = ZoneOf(places, of, booking);
      takings.push_back({&booking, std::move(when)});
    };
    if (!of.has_recurrence()) {
      Occurrence once;
      once.period = booking.has_period() ? booking.period() : of.period();
      add(std::move(once));
      continue;
    }
    for (Occurrence occurrence : event.occurrences) {
      if (booking.has_period()) {
        occurrence.period = Shifted(booking.period(), ShiftOf(of, occurrence));
      }
      add(std::move(occurrence));
    }
  }
  return takings;
}

}  // namespace taqvim::web
