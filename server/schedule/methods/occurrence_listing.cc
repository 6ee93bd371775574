// The occurrences of one event, a page at a time: a part of server/schedule/api.h.
#include <algorithm>

#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/schedule/api.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/validate.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

constexpr int kYearsAhead = 30;

// The zone of the event's own period.
std::string ZoneOf(const v1::Event& event) {
  if (!event.time_zone().empty()) return event.time_zone();
  for (const v1::Booking& booking : event.bookings()) {
    if (!booking.has_period()) return booking.time_zone();
  }
  return "";
}

// The last day to look at.
absl::CivilDay LastDay(const v1::ListOccurrencesRequest& request, const v1::Event& event,
                       const Occurrences& occurrences, absl::Time now) {
  if (!event.has_recurrence()) return absl::CivilDay::max();
  if (!request.window().has_last_day()) return ToCivilDay(event.recurrence().claimed_through());
  const absl::CivilDay from = std::max(occurrences.first(), HorizonAt(now));
  return std::min(ToCivilDay(request.window().last_day()),
                  absl::CivilDay(from.year() + kYearsAhead, from.month(), from.day()));
}

// The first day to look at: that of the window, or the one after the page before.
absl::StatusOr<absl::CivilDay> FirstDay(const v1::ListOccurrencesRequest& request) {
  ASSIGN_OR_RETURN(auto position, PositionOf(request));
  absl::CivilDay last;
  if (!position.empty()) {
    if (absl::ParseCivilTime(position, &last)) return last + 1;
    return InvalidField("page_token", "The page token is damaged; begin again without one.",
                        v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  }
  return request.window().has_first_day() ? ToCivilDay(request.window().first_day())
                                          : absl::CivilDay::min();
}

// When it takes place, or would; of what is left out, as its zone has none of its
// days, those that it was to be on.
v1::Period PeriodShown(const v1::Occurrence& occurrence, const v1::Period& said) {
  const auto zone = FindZone(occurrence.time_zone());
  const bool claimed = occurrence.state() == v1::OCCURRENCE_STATE_BOOKED ||
                       occurrence.state() == v1::OCCURRENCE_STATE_HELD;
  if (!zone.ok() || (!claimed && !Occurs(said, *zone))) return said;
  return ShownPeriod(said, *zone);
}

v1::Occurrence Describe(const v1::Event& event, const Occurrences& occurrences,
                        absl::CivilDay day) {
  v1::Occurrence occurrence;
  *occurrence.mutable_day() = ToDate(day);
  occurrence.set_time_zone(ZoneOf(event));
  occurrence.set_state(occurrences.StateOn(day));
  *occurrence.mutable_period() = PeriodShown(occurrence, occurrences.PeriodOn(day));
  occurrence.set_anniversary(occurrences.AnniversaryOn(day));
  return occurrence;
}

}  // namespace

absl::Status Validate(const v1::ListOccurrencesRequest& request) {
  FieldErrors errors;
  CheckName(storage::Kind::kEvent, "name", request.name(), true, errors);
  {
    FieldErrors::Scope window(errors, "window");
    CheckFirstAndLast(request.window(), errors);
  }
  CheckPageSize(request.page_size(), errors);
  return errors.ToStatus();
}

absl::StatusOr<v1::ListOccurrencesResponse> ListOccurrences(
    storage::Snapshot& snapshot, const Caller& caller, const v1::ListOccurrencesRequest& request) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(storage::Kind::kEvent, request.name()));
  if (!resource) return NotFound(request.name());
  ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
  if (!caller.rights.KnowsOf(event)) return NotFound(request.name());
  access::Show(caller.rights, event);
  ASSIGN_OR_RETURN(auto first, FirstDay(request));
  const Occurrences occurrences(event);
  v1::ListOccurrencesResponse response;
  const absl::CivilDay through = LastDay(request, event, occurrences, snapshot.now());
  occurrences.ForEach(first, through, [&](absl::CivilDay day) {
    if (response.occurrences_size() == PageSize(request.page_size())) {
      const absl::CivilDay last = ToCivilDay(response.occurrences().rbegin()->day());
      response.set_next_page_token(MakePageToken(request, absl::FormatCivilTime(last)));
      return false;
    }
    *response.add_occurrences() = Describe(event, occurrences, day);
    return true;
  });
  return response;
}

}  // namespace taqvim::schedule
