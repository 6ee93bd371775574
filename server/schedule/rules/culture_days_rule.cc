// The standing conflicts of events with their programmes, and of culture days with
// others that were accepted once.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/folding.h"
#include "server/base/names.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/event/precedence.h"
#include "server/schedule/rules/counterparts.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

// More culture days than these on one topic at once are not looked through.
constexpr int kMaxOverlaps = 100'000;

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

bool IsPlaced(const v1::Event& event) {
  return std::any_of(event.bookings().begin(), event.bookings().end(),
                     [](const v1::Booking& booking) { return !booking.has_participant(); });
}

}  // namespace

absl::StatusOr<std::shared_ptr<const v1::Event>> StandingConflicts::EventOf(
    const std::string& name) {
  if (auto known = events_.find(name); known != events_.end()) return known->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kEvent, name));
  if (!resource) return events_[name] = nullptr;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  return events_[name] = std::move(event);
}

absl::StatusOr<const StandingConflicts::OpenVenue*> StandingConflicts::VenueOfBooking(
    const v1::Booking& booking) {
  const std::string_view name =
      booking.has_space() ? VenueOf(booking.space()) : std::string_view(booking.venue());
  if (auto known = venues_.find(name); known != venues_.end()) return &known->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kVenue, name));
  if (!resource) {
    return Internal(absl::StrCat("the booked venue ", std::string(name), " is missing"));
  }
  ASSIGN_OR_RETURN(auto venue, ReadShared<v1::Venue>(*resource));
  const WeeklyHours hours(*venue);
  return &venues_.emplace(name, OpenVenue{std::move(venue), hours}).first->second;
}

v1::StandingConflict& StandingConflicts::AddOfProgramme(const StandingEvent& standing,
                                                        v1::ConflictKind kind, int booking,
                                                        const v1::Event& programme) {
  v1::StandingConflict& found = Add(standing, kind, v1::CONFLICT_RULE_OUTSIDE_PROGRAMME, booking);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart(programme.name());
  if (rights_.SeesAllOf(programme)) *conflict.mutable_counterpart_title() = programme.title();
  return found;
}

absl::Status StandingConflicts::LeaveProgramme(const StandingEvent& standing) {
  const v1::Event& event = *standing.event;
  constexpr auto kRule = v1::CONFLICT_RULE_OUTSIDE_PROGRAMME;
  const bool stops = Wanted(v1::CONFLICT_KIND_OUTSIDE_PROGRAMME, kRule);
  const bool ended = Wanted(v1::CONFLICT_KIND_PROGRAMME_ENDED, kRule);
  if (event.programme().empty() || (!stops && !ended)) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto programme, EventOf(event.programme()));
  if (!programme) return absl::OkStatus();
  if (IsLive(*programme)) return stops ? LeaveStops(standing, *programme) : absl::OkStatus();
  if (ended) TellProgrammeEnded(standing, *programme);
  return absl::OkStatus();
}

// Once for the whole event, as long as anything of it is ahead.
void StandingConflicts::TellProgrammeEnded(const StandingEvent& standing,
                                           const v1::Event& programme) {
  const v1::Event& event = *standing.event;
  const bool by_days = !IsPlaced(event) && event.has_period();
  const bool ahead =
      by_days ? IsAhead(DaysOf(event.period()), snapshot_.now()) : !standing.claims.empty();
  if (!ahead) return;
  v1::StandingConflict& found =
      AddOfProgramme(standing, v1::CONFLICT_KIND_PROGRAMME_ENDED, -1, programme);
  const bool lapsed = programme.state() == v1::EVENT_STATE_EXPIRED;
  found.mutable_conflict()->set_message(absl::StrCat("The programme ", programme.name(),
                                                     lapsed ? " has lapsed." : " was cancelled."));
  found.set_resolution(
      absl::StrCat("Cancel ", event.name(), ", or take it out of ", programme.name(), "."));
}

absl::Status StandingConflicts::LeaveStops(const StandingEvent& standing,
                                           const v1::Event& programme) {
  const v1::Event& event = *standing.event;
  const Stops stops(programme.culture_days());
  auto check = [&](int booking, const std::string& city, const std::string& folded,
                   const CivilDays& days, const TimeAhead* times) {
    if (stops.Meet(folded, days)) return;
    v1::StandingConflict& found =
        AddOfProgramme(standing, v1::CONFLICT_KIND_OUTSIDE_PROGRAMME, booking, programme);
    if (times != nullptr) SetTimes(*times, *found.mutable_conflict());
    found.mutable_conflict()->set_message(
        absl::StrCat("The programme ", programme.name(), " has no stop",
                     city.empty() ? "" : absl::StrCat(" in ", city), " on these days."));
    found.set_resolution(
        absl::StrCat("Move ", event.name(), ", or change the stops of ", programme.name(), "."));
  };
  for (int i = 0; i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    if (booking.has_participant()) continue;
    ASSIGN_OR_RETURN(auto venue, VenueOfBooking(booking));
    const auto zone = FindZone(booking.time_zone());
    if (!zone.ok()) continue;
    const std::string& city = venue->venue->city();
    const std::string folded = Folded(city);
    for (const TimeAhead& times : TimesAhead(standing, i, *zone, kOfBookings)) {
      check(i, city, folded, DaysIn(times.announced, *zone), &times);
    }
  }
  if (IsPlaced(event) || !event.has_period()) return absl::OkStatus();
  const CivilDays days = DaysOf(event.period());
  if (IsAhead(days, snapshot_.now())) check(-1, "", "", days, nullptr);
  return absl::OkStatus();
}

absl::Status StandingConflicts::EndOfCultureDays(const StandingEvent& standing,
                                                 const v1::Waiver& waiver) {
  ASSIGN_OR_RETURN(auto other, EventOf(waiver.counterpart()));
  if (!other || other->state() != v1::EVENT_STATE_CONFIRMED) return absl::OkStatus();
  if (FingerprintOf(*other) == waiver.counterpart_etag()) return absl::OkStatus();
  if (!ShareDays(standing.event->culture_days(), other->culture_days())) {
    return absl::OkStatus();
  }
  v1::StandingConflict& found = Add(standing, v1::CONFLICT_KIND_WAIVER_ENDED, waiver.rule(), -1);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart(other->name());
  if (rights_.SeesAllOf(*other)) *conflict.mutable_counterpart_title() = other->title();
  const std::string title = TextOf(conflict.counterpart_title());
  conflict.set_message(absl::StrCat(
      "Culture days ", title.empty() ? "" : absl::StrCat("“", title, "” "), "(", other->name(),
      ") share days with these, and have changed since that was "
      "accepted."));
  found.set_resolution(absl::StrCat("Move or cancel ", standing.event->name(), ", change ",
                                    other->name(),
                                    " so that it fits, or change the event and override the rule "
                                    "again."));
  return absl::OkStatus();
}

// Where both were confirmed, as nobody saw then that they are in the same city.
absl::Status StandingConflicts::MeetCultureDays(const StandingEvent& standing) {
  constexpr auto kRule = v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP;
  if (!Wanted(v1::CONFLICT_KIND_CONTESTED, kRule)) return absl::OkStatus();
  std::set<storage::ResourceId> met;
  for (const storage::Claim& claim : standing.claims) {
    if (claim.kind != storage::ClaimKind::kCultureDays) continue;
    ASSIGN_OR_RETURN(auto others,
                     snapshot_.ClaimsOverlapping(claim.atom, claim.interval,
                                                 storage::ClaimKind::kCultureDays, kMaxOverlaps));
    for (const storage::Claim& other : others) {
      if (other.owner != standing.resource.id) met.insert(other.owner);
    }
  }
  for (storage::ResourceId owner : met) {
    RETURN_IF_ERROR(TellCultureDays(standing, owner));
  }
  return absl::OkStatus();
}

// Unless the other was confirmed later, or the one or the other has accepted it.
absl::Status StandingConflicts::TellCultureDays(const StandingEvent& standing,
                                                storage::ResourceId owner) {
  constexpr auto kRule = v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP;
  ASSIGN_OR_RETURN(auto party, PartyOf(owner));
  const v1::Event& other = *party->event;
  const bool earlier = ConfirmedBefore(*standing.event, standing.resource.id, other, owner);
  if (earlier || WaiverFor(*standing.event, kRule, "", other.name()) != nullptr ||
      WaiverFor(other, kRule, "", standing.event->name()) != nullptr) {
    return absl::OkStatus();
  }
  v1::StandingConflict& found = Add(standing, v1::CONFLICT_KIND_CONTESTED, kRule, -1);
  v1::Conflict& conflict = *found.mutable_conflict();
  conflict.set_counterpart(other.name());
  if (rights_.SeesAllOf(other)) *conflict.mutable_counterpart_title() = other.title();
  const std::string title = TextOf(conflict.counterpart_title());
  conflict.set_message(absl::StrCat("Culture days ",
                                    title.empty() ? "" : absl::StrCat("“", title, "” "), "(",
                                    other.name(), ") share days with these."));
  found.set_resolution(absl::StrCat("Move or cancel ", standing.event->name(),
                                    ", or move or cancel ", other.name(), "."));
  return absl::OkStatus();
}

// Of closures, hours and seats it is said where the booking meets them.
absl::Status StandingConflicts::EndWaivers(const StandingEvent& standing) {
  constexpr auto kRule = v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP;
  if (!Wanted(v1::CONFLICT_KIND_WAIVER_ENDED, kRule)) return absl::OkStatus();
  if (standing.event->state() != v1::EVENT_STATE_CONFIRMED || standing.claims.empty()) {
    return absl::OkStatus();
  }
  for (const v1::Waiver& waiver : standing.event->waivers()) {
    if (waiver.rule() != kRule) continue;
    RETURN_IF_ERROR(EndOfCultureDays(standing, waiver));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
