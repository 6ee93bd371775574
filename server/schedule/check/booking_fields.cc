// The bookings of an event: a part of event_checks.h.
#include "absl/container/flat_hash_set.h"
#include "server/base/names.h"
#include "server/schedule/check/event_checks.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/fields.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostBookings = 100;
constexpr int kMostExcepted = 100;
constexpr int kMostAttendance = 1'000'000;
constexpr int kMostSetUpDays = 366;
constexpr int64_t kMostSetUpSeconds = 31 * 24 * 3600;

// The id of a booking; unlike that of a resource it may end with a hyphen.
bool IsBookingId(std::string_view id) {
  const std::string_view without_end = id.substr(0, id.find_last_not_of('-') + 1);
  return id.size() <= 63 && IsResourceId(without_end);
}

void CheckBookedResource(const v1::Booking& booking, FieldErrors& errors) {
  switch (booking.resource_case()) {
    case v1::Booking::kSpace:
      return CheckName(Kind::kSpace, "space", booking.space(), true, errors);
    case v1::Booking::kVenue:
      return CheckName(Kind::kVenue, "venue", booking.venue(), true, errors);
    case v1::Booking::kParticipant:
      return CheckName(Kind::kParticipant, "participant", booking.participant(), true, errors);
    case v1::Booking::RESOURCE_NOT_SET:
      errors.Add("", "books nothing; set one of space, venue, participant");
  }
}

void CheckExcepted(const v1::Booking& booking, FieldErrors& errors) {
  if (booking.excepted_spaces().empty()) return;
  CheckNames(Kind::kSpace, "excepted_spaces", booking.excepted_spaces(), kMostExcepted, errors);
  if (booking.has_participant()) {
    errors.Add("excepted_spaces", "must be empty for a participant, who has no spaces");
  }
  if (booking.has_venue()) {
    CheckOfVenue(booking.venue(), "excepted_spaces", booking.excepted_spaces(), errors);
  } else if (booking.has_space() && IsName(Kind::kSpace, booking.space())) {
    CheckOfVenue(VenueOf(booking.space()), "excepted_spaces", booking.excepted_spaces(), errors);
  }
}

void CheckSetUp(std::string_view field, const google::protobuf::Duration& duration, bool dated,
                FieldErrors& errors) {
  if (duration.nanos() != 0) errors.Add(field, "must be whole seconds, such as 7200s");
  if (duration.seconds() < 0 || duration.seconds() > kMostSetUpSeconds) {
    errors.Add(field, Cat("is ", duration.seconds(), "s; it must be 0 to ", kMostSetUpSeconds,
                          "s (31 days)"));
  } else if (dated && duration.seconds() != 0) {
    errors.Add(field, Cat("is for timed periods; for a dated one send ", field, "_days"));
  }
}

void CheckSetUpDays(std::string_view field, int days, bool timed, FieldErrors& errors) {
  CheckRange(field, days, 0, kMostSetUpDays, errors);
  if (timed && days != 0) {
    const std::string_view duration = field.substr(0, field.rfind("_days"));
    errors.Add(field, Cat("is for dated periods; for a timed one send ", duration));
  }
}

// `period` is the booking's own or the event's.
void CheckAround(const v1::Booking& booking, const v1::Period& period, FieldErrors& errors) {
  if (booking.has_set_up()) CheckSetUp("set_up", booking.set_up(), period.has_dated(), errors);
  if (booking.has_tear_down()) {
    CheckSetUp("tear_down", booking.tear_down(), period.has_dated(), errors);
  }
  CheckSetUpDays("set_up_days", booking.set_up_days(), period.has_timed(), errors);
  CheckSetUpDays("tear_down_days", booking.tear_down_days(), period.has_timed(), errors);
}

void CheckBooking(const v1::Event& event, const v1::Booking& booking, FieldErrors& errors) {
  if (!booking.id().empty() && !IsBookingId(booking.id())) {
    errors.Add("id", Cat(Quoted(booking.id()),
                         " is no booking id; use 1 to 63 lower-case letters, digits and "
                         "hyphens, starting with a letter, or leave it out"));
  }
  CheckBookedResource(booking, errors);
  CheckExcepted(booking, errors);
  if (booking.has_period()) {
    FieldErrors::Scope scope(errors, "period");
    CheckPeriod(booking.period(), errors);
  } else if (event.has_culture_days()) {
    errors.Add("period", "is required: culture days have no period of their own");
  }
  CheckZone("time_zone", booking.time_zone(), Demand::kOptional, errors);
  CheckAround(booking, booking.has_period() ? booking.period() : event.period(), errors);
  CheckRange("expected_attendance", booking.expected_attendance(), 0, kMostAttendance, errors);
  CheckTexts("role", booking.role(), Demand::kOptional, {.min_bytes = 1, .max_bytes = 200}, errors);
  if (!booking.role().empty() && !booking.has_participant()) {
    errors.Add("role", "is only for bookings of a participant; leave it out");
  }
  if (booking.expected_attendance() != 0 && !booking.has_space()) {
    errors.Add("expected_attendance", "is only for bookings of a space; leave it out");
  }
}

}  // namespace

void CheckBookings(const v1::Event& event, FieldErrors& errors) {
  CheckSize("bookings", event.bookings_size(), 0, kMostBookings, errors);
  if (event.bookings_size() > kMostBookings) return;
  absl::flat_hash_set<absl::string_view> ids;
  for (int i = 0; i < event.bookings_size() && !errors.full(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    FieldErrors::Scope scope(errors, "bookings", i);
    CheckBooking(event, booking, errors);
    if (!booking.id().empty() && !ids.insert(booking.id()).second) {
      errors.Add("id", Cat(Quoted(booking.id()), " is the id of another booking too"));
    }
  }
}

}  // namespace taqvim::schedule
