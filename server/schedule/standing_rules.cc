// The standing conflicts of events with their programmes, and those that were
// accepted once.
#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "server/schedule/booking_facts.h"
#include "server/schedule/civil.h"
#include "server/schedule/counterparts.h"
#include "server/schedule/culture_days.h"
#include "server/schedule/names.h"
#include "server/schedule/opening_hours.h"
#include "server/schedule/resources.h"
#include "server/schedule/standing_conflicts.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

// When the booking takes place from now on, each time once; several times for an
// event that repeats.
std::vector<storage::Interval> TimesAhead(const StandingEvent& standing, int index,
                                          const absl::TimeZone& zone) {
  const v1::Booking& booking = standing.event->bookings(index);
  std::vector<storage::Interval> times;
  for (const storage::Claim& claim : standing.claims) {
    if (claim.kind == storage::ClaimKind::kCultureDays || claim.booking != index) continue;
    times.push_back(
        AnnouncedInterval(booking, PeriodOf(*standing.event, booking), claim.interval, zone));
  }
  const auto earlier = [](const auto& a, const auto& b) {
    return std::tie(a.start, a.end) < std::tie(b.start, b.end);
  };
  std::sort(times.begin(), times.end(), earlier);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

void SetTimes(const storage::Interval& times, v1::Conflict& conflict) {
  conflict.mutable_start_time()->set_seconds(times.start);
  if (times.end != storage::Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(times.end);
  }
}

// The booking of that id that is not over yet; -1 for none.
int AheadOf(const StandingEvent& standing, const std::string& id) {
  for (const storage::Claim& claim : standing.claims) {
    if (claim.kind == storage::ClaimKind::kCultureDays) continue;
    if (standing.event->bookings(claim.booking).id() == id) return claim.booking;
  }
  return -1;
}

bool IsLive(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_TENTATIVE || event.state() == v1::EVENT_STATE_CONFIRMED;
}

// Whether the days may still be ahead, wherever they are.
bool IsAhead(const CivilDays& days, absl::Time now) {
  return days.last >= absl::ToCivilDay(now, absl::UTCTimeZone()) - 1;
}

bool ShareDays(const v1::CultureDays& a, const v1::CultureDays& b) {
  for (const TopicDays& mine : TopicsOf(a)) {
    for (const TopicDays& theirs : TopicsOf(b)) {
      if (mine.topic == theirs.topic && mine.days.Overlaps(theirs.days)) return true;
    }
  }
  return false;
}

std::string Renew(const StandingEvent& standing, const std::string& counterpart) {
  return absl::StrCat("Move or cancel ", standing.event->name(), ", change ", counterpart,
                      " so that it fits, or change the event and override the rule again.");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const v1::Event>> StandingConflicts::EventOf(
    const std::string& name) {
  if (auto known = events_.find(name); known != events_.end()) return known->second;
  auto resource = snapshot_.Find(Kind::kEvent, name);
  if (!resource.ok()) return resource.status();
  if (!*resource) return events_[name] = nullptr;
  auto event = ReadShared<v1::Event>(**resource);
  if (!event.ok()) return event.status();
  return events_[name] = *std::move(event);
}

absl::StatusOr<std::shared_ptr<const v1::Venue>> StandingConflicts::VenueOfBooking(
    const v1::Booking& booking) {
  const std::string name(booking.has_space() ? VenueOf(booking.space())
                                             : std::string_view(booking.venue()));
  auto resource = snapshot_.Find(Kind::kVenue, name);
  if (!resource.ok()) return resource.status();
  if (!*resource) return Internal(absl::StrCat("the booked venue ", name, " is missing"));
  return ReadShared<v1::Venue>(**resource);
}

absl::Status StandingConflicts::LeaveProgramme(const StandingEvent& standing) {
  const v1::Event& event = *standing.event;
  if (event.programme().empty() || !Wanted(v1::CONFLICT_KIND_OUTSIDE_PROGRAMME)) {
    return absl::OkStatus();
  }
  auto programme = EventOf(event.programme());
  if (!programme.ok()) return programme.status();
  if (!*programme || !IsLive(**programme)) return absl::OkStatus();
  auto check = [&](int booking, const std::string& city, const CivilDays& days,
                   const storage::Interval* times) {
    if (MeetsStop((*programme)->culture_days(), city, days)) return;
    v1::StandingConflict& found = Add(standing, v1::CONFLICT_KIND_OUTSIDE_PROGRAMME,
                                      v1::CONFLICT_RULE_OUTSIDE_PROGRAMME, booking);
    v1::Conflict& conflict = *found.mutable_conflict();
    conflict.set_counterpart((*programme)->name());
    if (rights_.SeesAllOf(**programme)) {
      *conflict.mutable_counterpart_title() = (*programme)->title();
    }
    if (times != nullptr) SetTimes(*times, conflict);
    conflict.set_message(absl::StrCat("The programme ", (*programme)->name(), " has no stop",
                                      city.empty() ? "" : absl::StrCat(" in ", city),
                                      " on these days."));
    found.set_resolution(absl::StrCat("Move ", event.name(), ", or change the stops of ",
                                      (*programme)->name(), "."));
  };
  bool placed = false;
  for (int i = 0; i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    if (booking.has_participant()) continue;
    placed = true;
    auto venue = VenueOfBooking(booking);
    if (!venue.ok()) return venue.status();
    const auto zone = FindZone(booking.time_zone());
    if (!zone.ok()) continue;
    for (const storage::Interval& times : TimesAhead(standing, i, *zone)) {
      check(i, (*venue)->city(), DaysIn(times, *zone), &times);
    }
  }
  if (placed || !event.has_period()) return absl::OkStatus();
  const CivilDays days = DaysOf(event.period());
  if (IsAhead(days, snapshot_.now())) check(-1, "", days, nullptr);
  return absl::OkStatus();
}

absl::Status StandingConflicts::EndOfHours(const StandingEvent& standing, const v1::Waiver& waiver,
                                           int index) {
  const v1::Booking& booking = standing.event->bookings(index);
  const v1::Period& period = PeriodOf(*standing.event, booking);
  auto zone = FindZone(booking.time_zone());
  if (booking.has_participant() || !period.has_timed() || !zone.ok()) return absl::OkStatus();
  auto venue = VenueOfBooking(booking);
  if (!venue.ok()) return venue.status();
  if ((*venue)->etag() == waiver.counterpart_etag()) return absl::OkStatus();
  for (const storage::Interval& announced : TimesAhead(standing, index, *zone)) {
    if (WithinOpeningHours(**venue, *zone, announced)) continue;
    v1::StandingConflict& found =
        Add(standing, v1::CONFLICT_KIND_WAIVER_ENDED, waiver.rule(), index);
    v1::Conflict& conflict = *found.mutable_conflict();
    conflict.set_counterpart((*venue)->name());
    *conflict.mutable_counterpart_title() = (*venue)->title();
    SetTimes(announced, conflict);
    conflict.set_message(absl::StrCat((*venue)->name(), " is not open all the time ",
                                      FormatInterval(announced, *zone),
                                      ", and has changed since that was accepted."));
    found.set_resolution(Renew(standing, (*venue)->name()));
  }
  return absl::OkStatus();
}

absl::Status StandingConflicts::EndOfCapacity(const StandingEvent& standing,
                                              const v1::Waiver& waiver, int index) {
  const v1::Booking& booking = standing.event->bookings(index);
  if (!booking.has_space()) return absl::OkStatus();
  auto resource = snapshot_.Find(Kind::kSpace, booking.space());
  if (!resource.ok()) return resource.status();
  if (!*resource) return Internal(absl::StrCat("the booked ", booking.space(), " is missing"));
  auto space = Read<v1::Space>(**resource);
  if (!space.ok()) return space.status();
  if (space->etag() == waiver.counterpart_etag() || space->seats() == 0 ||
      booking.expected_attendance() <= space->seats()) {
    return absl::OkStatus();
  }
  v1::StandingConflict& found = Add(standing, v1::CONFLICT_KIND_WAIVER_ENDED, waiver.rule(), index);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart(space->name());
  *conflict.mutable_counterpart_title() = space->title();
  conflict.set_message(absl::StrCat(space->name(), " seats ", space->seats(), ", and ",
                                    booking.expected_attendance(),
                                    " people are expected; it has changed since that was "
                                    "accepted."));
  found.set_resolution(Renew(standing, space->name()));
  return absl::OkStatus();
}

absl::Status StandingConflicts::EndOfCultureDays(const StandingEvent& standing,
                                                 const v1::Waiver& waiver) {
  auto other = EventOf(waiver.counterpart());
  if (!other.ok()) return other.status();
  if (!*other || (*other)->state() != v1::EVENT_STATE_CONFIRMED) return absl::OkStatus();
  if (FingerprintOf(**other) == waiver.counterpart_etag()) return absl::OkStatus();
  if (!ShareDays(standing.event->culture_days(), (*other)->culture_days())) {
    return absl::OkStatus();
  }
  v1::StandingConflict& found = Add(standing, v1::CONFLICT_KIND_WAIVER_ENDED, waiver.rule(), -1);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart((*other)->name());
  if (rights_.SeesAllOf(**other)) *conflict.mutable_counterpart_title() = (*other)->title();
  const std::string title = TextOf(conflict.counterpart_title());
  conflict.set_message(absl::StrCat(
      "Culture days ", title.empty() ? "" : absl::StrCat("“", title, "” "), "(", (*other)->name(),
      ") share days with these, and have changed since that was "
      "accepted."));
  found.set_resolution(Renew(standing, (*other)->name()));
  return absl::OkStatus();
}

// Of a closure it is said where the booking meets it.
absl::Status StandingConflicts::EndWaiver(const StandingEvent& standing, const v1::Waiver& waiver) {
  const int booking = AheadOf(standing, waiver.booking());
  if (waiver.rule() == v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP) {
    return standing.claims.empty() ? absl::OkStatus() : EndOfCultureDays(standing, waiver);
  }
  if (booking < 0) return absl::OkStatus();
  if (waiver.rule() == v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS) {
    return EndOfHours(standing, waiver, booking);
  }
  return waiver.rule() == v1::CONFLICT_RULE_OVER_CAPACITY ? EndOfCapacity(standing, waiver, booking)
                                                          : absl::OkStatus();
}

absl::Status StandingConflicts::EndWaivers(const StandingEvent& standing) {
  if (!Wanted(v1::CONFLICT_KIND_WAIVER_ENDED)) return absl::OkStatus();
  if (standing.event->state() != v1::EVENT_STATE_CONFIRMED) return absl::OkStatus();
  for (const v1::Waiver& waiver : standing.event->waivers()) {
    if (auto s = EndWaiver(standing, waiver); !s.ok()) return s;
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
