#include "client/cli/commands/shift_plan.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "client/cli/commands/shift_rule.h"
#include "client/cli/fields/civil_dates.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/local_time.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

// As many as EventFilter.hosts takes.
constexpr size_t kHostsPerList = 100;

// Of a google.type.Date, and of the date of a google.type.DateTime.
template <class Dated>
void ShiftDate(int days, Dated* date) {
  const absl::CivilDay day = absl::CivilDay(date->year(), date->month(), date->day()) + days;
  date->set_year(static_cast<int32_t>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
}

// Moves it and, where the clocks then show its local time twice, says which is
// meant. The instant that is meant.
absl::Time ShiftTime(int days, const absl::TimeZone& zone, absl::Time not_before,
                     google::type::DateTime* time) {
  const bool later = IsLaterOfTwo(*time, zone);
  ShiftDate(days, time);
  time->clear_utc_offset();
  const auto info = zone.At(LocalTimeOf(*time));
  if (info.kind != absl::TimeZone::TimeInfo::REPEATED) return info.pre;
  const absl::Time meant = later || info.pre <= not_before ? info.post : info.pre;
  time->mutable_utc_offset()->set_seconds(zone.At(meant).offset);
  return meant;
}

// In the zone of that name; where it is not known here, no time is taken to be
// shown twice.
void ShiftPeriod(int days, const std::string& zone_name, v1::Period* period) {
  if (period->has_timed()) {
    const absl::TimeZone zone = ZoneNamed(zone_name);
    v1::TimedPeriod& timed = *period->mutable_timed();
    const absl::Time start = ShiftTime(days, zone, absl::InfinitePast(), timed.mutable_start());
    ShiftTime(days, zone, start, timed.mutable_end());
  } else if (period->has_dated()) {
    ShiftDate(days, period->mutable_dated()->mutable_first_day());
    if (period->dated().has_last_day()) {
      ShiftDate(days, period->mutable_dated()->mutable_last_day());
    }
  }
}

// The zone of the event's own period.
std::string ZoneOf(const v1::Event& event) {
  if (!event.time_zone().empty()) return event.time_zone();
  for (const v1::Booking& booking : event.bookings()) {
    if (!booking.has_period()) return booking.time_zone();
  }
  return event.bookings().empty() ? "" : event.bookings(0).time_zone();
}

absl::CivilDay FirstDayOf(const v1::Period& period) {
  if (period.has_dated()) return DayOf(period.dated().first_day());
  return absl::CivilDay(LocalTimeOf(period.timed().start()));
}

absl::Status ShiftRecurrence(const v1::Event& before, int days, v1::Recurrence* recurrence) {
  const auto rule = ShiftRule(recurrence->rule(), FirstDayOf(before.period()), days);
  if (!rule.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        before.name(), " repeats by ", recurrence->rule(), " and cannot be moved by ", days,
        " days: ", rule.status().message(),
        ". Change its period and rule together with taqvim events update, or cancel it, and then "
        "move the others."));
  }
  recurrence->set_rule(*rule);
  for (google::type::Date& day : *recurrence->mutable_excluded_days()) ShiftDate(days, &day);
  for (v1::MovedOccurrence& moved : *recurrence->mutable_moved_occurrences()) {
    ShiftDate(days, moved.mutable_day());
    ShiftPeriod(days, ZoneOf(before), moved.mutable_period());
  }
  return absl::OkStatus();
}

bool IsLive(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_TENTATIVE || event.state() == v1::EVENT_STATE_CONFIRMED;
}

// The live events that match the filter.
absl::StatusOr<std::vector<v1::Event>> ListLive(client::Client& client, v1::EventFilter filter) {
  std::vector<v1::Event> events;
  v1::ListEventsRequest request;
  filter.add_states(v1::EVENT_STATE_TENTATIVE);
  filter.add_states(v1::EVENT_STATE_CONFIRMED);
  *request.mutable_filter() = std::move(filter);
  request.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(auto page, client.Call<v1::ListEventsResponse>(request));
    events.insert(events.end(), page.events().begin(), page.events().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return events;
}

// Adds the live events that these host, then those that those host.
absl::Status AddHosted(client::Client& client, std::vector<v1::Event>* events) {
  std::set<std::string> known;
  for (const v1::Event& event : *events) known.insert(event.name());
  for (size_t next = 0; next < events->size();) {
    v1::EventFilter filter;
    for (; next < events->size() && filter.hosts_size() < kHostsPerList; ++next) {
      filter.add_hosts((*events)[next].name());
    }
    ASSIGN_OR_RETURN(auto hosted, ListLive(client, std::move(filter)));
    for (v1::Event& event : hosted) {
      if (known.insert(event.name()).second) events->push_back(std::move(event));
    }
  }
  return absl::OkStatus();
}

std::string Text(const google::type::Date& date) { return absl::FormatCivilTime(DayOf(date)); }

std::string DayText(const google::type::DateTime& time) {
  return absl::StrFormat("%04d-%02d-%02d", time.year(), time.month(), time.day());
}

std::string TimeText(const google::type::DateTime& time) {
  const int64_t offset = time.utc_offset().seconds() / 60;
  return absl::StrCat(absl::StrFormat("%02d:%02d", time.hours(), time.minutes()),
                      time.has_utc_offset()
                          ? absl::StrFormat("%c%02d:%02d", offset < 0 ? '-' : '+',
                                            std::abs(offset) / 60, std::abs(offset) % 60)
                          : "");
}

std::string Text(const v1::Period& period) {
  if (period.has_dated()) {
    const v1::DatedPeriod& dated = period.dated();
    return dated.has_last_day()
               ? absl::StrCat(Text(dated.first_day()), " to ", Text(dated.last_day()))
               : absl::StrCat("from ", Text(dated.first_day()));
  }
  const auto& start = period.timed().start();
  const auto& end = period.timed().end();
  const std::string last = DayText(end);
  return absl::StrCat(DayText(start), " ", TimeText(start), " to ",
                      last == DayText(start) ? "" : last + " ", TimeText(end));
}

bool WaitsToMove(const v1::Event& event) {
  const auto& approvals = event.move().approvals();
  return event.has_move() &&
         std::none_of(approvals.begin(), approvals.end(), [](const v1::BookingApproval& one) {
           return one.state() == v1::APPROVAL_STATE_REFUSED;
         });
}

// The event where it asks to be.
v1::Event AsAsked(v1::Event event) {
  if (!WaitsToMove(event)) return event;
  const v1::EventMove move = event.move();
  *event.mutable_period() = move.period();
  *event.mutable_bookings() = move.bookings();
  event.set_time_zone(move.time_zone());
  event.clear_recurrence();
  if (move.has_recurrence()) *event.mutable_recurrence() = move.recurrence();
  return event;
}

// The fields that say where, when and how, and are not the same in both.
std::vector<std::string> DifferentPlace(const v1::Event& before, const v1::Event& after) {
  using google::protobuf::util::MessageDifferencer;
  const auto asked = [](v1::Recurrence recurrence) {
    recurrence.clear_skipped_days();
    recurrence.clear_held_days();
    recurrence.clear_claimed_through();
    return recurrence;
  };
  std::vector<std::string> fields;
  if (before.has_period() != after.has_period() ||
      !MessageDifferencer::Equals(before.period(), after.period())) {
    fields.push_back("period");
  }
  if (before.time_zone() != after.time_zone()) fields.push_back("time_zone");
  if (!MessageDifferencer::Equals(asked(before.recurrence()), asked(after.recurrence()))) {
    fields.push_back("recurrence");
  }
  if (!std::equal(before.bookings().begin(), before.bookings().end(), after.bookings().begin(),
                  after.bookings().end(),
                  [](const auto& a, const auto& b) { return MessageDifferencer::Equals(a, b); })) {
    fields.push_back("bookings");
  }
  return fields;
}

}  // namespace

absl::StatusOr<std::vector<v1::Event>> ReadProgramme(client::Client& client,
                                                     const std::string& programme) {
  v1::GetEventRequest request;
  request.set_name(programme);
  ASSIGN_OR_RETURN(auto response, client.Call<v1::GetEventResponse>(request));
  if (!response.event().has_culture_days()) {
    return absl::FailedPreconditionError(
        absl::StrCat(programme, " is no programme: only culture days have events."));
  }
  if (!IsLive(response.event())) {
    return absl::FailedPreconditionError(
        absl::StrCat(programme, " is no longer planned, and cannot be moved."));
  }
  std::vector<v1::Event> events = {std::move(*response.mutable_event())};
  v1::EventFilter filter;
  filter.set_programme(programme);
  ASSIGN_OR_RETURN(auto members, ListLive(client, std::move(filter)));
  for (v1::Event& event : members) {
    if (event.name() != programme) events.push_back(std::move(event));
  }
  RETURN_IF_ERROR(AddHosted(client, &events));
  return events;
}

absl::StatusOr<ShiftedEvent> Shift(const v1::Event& event, int days) {
  const v1::Event asked = AsAsked(event);
  ShiftedEvent shifted{.before = event, .after = asked, .mask = {}};
  v1::Event& after = shifted.after;
  if (event.has_culture_days()) {
    for (v1::Stop& stop : *after.mutable_culture_days()->mutable_stops()) {
      ShiftDate(days, stop.mutable_first_day());
      ShiftDate(days, stop.mutable_last_day());
    }
  }
  if (after.has_period()) ShiftPeriod(days, ZoneOf(asked), after.mutable_period());
  if (after.has_recurrence()) {
    RETURN_IF_ERROR(ShiftRecurrence(asked, days, after.mutable_recurrence()));
  }
  for (v1::Booking& booking : *after.mutable_bookings()) {
    if (booking.has_period()) ShiftPeriod(days, booking.time_zone(), booking.mutable_period());
  }
  shifted.mask = DifferentPlace(event, after);
  shifted.withdraws = WaitsToMove(event) && shifted.mask.empty();
  if (event.has_culture_days()) {
    shifted.mask.insert(shifted.mask.begin(), "culture_days.stops");
  }
  return shifted;
}

std::vector<v1::EventWrite> WritesOf(const std::vector<ShiftedEvent>& shifted,
                                     const std::vector<v1::ConflictRule>& overrides, bool ask) {
  std::vector<v1::EventWrite> writes;
  for (const ShiftedEvent& event : shifted) {
    v1::EventWrite& write = writes.emplace_back(UpdateOfFields(event.after, event.mask));
    for (v1::ConflictRule rule : overrides) write.mutable_update()->add_overrides(rule);
    write.mutable_update()->set_withdraw_move(event.withdraws);
    write.mutable_update()->set_ask_approval(ask && !event.withdraws);
  }
  return writes;
}

std::string WhenOf(const v1::Event& event) {
  if (event.has_period()) return Text(event.period());
  const auto& stops = event.culture_days().stops();
  if (stops.empty()) return "";
  const auto first = std::min_element(stops.begin(), stops.end(), [](const auto& a, const auto& b) {
    return DayOf(a.first_day()) < DayOf(b.first_day());
  });
  const auto last = std::max_element(stops.begin(), stops.end(), [](const auto& a, const auto& b) {
    return DayOf(a.last_day()) < DayOf(b.last_day());
  });
  return absl::StrCat(Text(first->first_day()), " to ", Text(last->last_day()));
}

}  // namespace taqvim::cli
