#include "server/schedule/rules/programme_rule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/base/folding.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

// How many stops are looked at for a unit of work.
constexpr int kStopsAUnit = 8;

Breach BreachOf(const v1::Event& programme, const access::Rights& rights) {
  Breach breach{.counterpart = programme.name()};
  if (rights.SeesAllOf(programme)) breach.counterpart_title = &programme.title();
  return breach;
}

// Where and when the event, or a booking of it, is.
struct Stay {
  int booking = -1;
  std::string city = {};
  std::string folded = {};
};

Breach BreachOf(const Stay& stay, const v1::Event& programme, const access::Rights& rights) {
  Breach breach = BreachOf(programme, rights);
  breach.booking = stay.booking;
  if (!stay.city.empty()) breach.details[0] = absl::StrCat(" in ", stay.city);
  return breach;
}

// Holds an event of a write against the stops of its programme.
class StopsJudging {
 public:
  StopsJudging(Judging& judging, const v1::Event& programme)
      : judging_(judging), programme_(programme), stops_(programme.culture_days()) {}

  absl::Status Run() {
    const JudgedEvent& event = judging_.event;
    for (int i = 0; i < event.facts.bookings.size(); ++i) {
      if (event.booking(i).is_participant() || !(event.altered[i] || Joins())) continue;
      RETURN_IF_ERROR(JudgeBooking(i));
    }
    if (!IsPlaced(event.after) && !IsAsBefore() && event.after.has_period()) {
      Judge(Stay(), DaysOf(event.after.period()), nullptr);
    }
    return absl::OkStatus();
  }

 private:
  bool Joins() const {
    return judging_.event.before.programme() != judging_.event.after.programme();
  }

  bool IsAsBefore() const {
    const JudgedEvent& event = judging_.event;
    return !event.is_new && !event.confirming && !Joins() &&
           ToBody(event.before.period()) == ToBody(event.after.period());
  }

  absl::Status JudgeBooking(int index) {
    const JudgedEvent& event = judging_.event;
    const std::string& city = event.booking(index).venue->city();
    const Stay stay{.booking = index, .city = city, .folded = Folded(city)};
    if (!event.repeats) {
      Judge(stay, DaysOf(PeriodOf(event.after, event.after.bookings(index))), nullptr);
    }
    for (const OccurrenceFacts& occurrence : event.occurrences) {
      RETURN_IF_ERROR(judging_.write.work().status());
      Judge(stay, occurrence.days[index], &occurrence);
    }
    return absl::OkStatus();
  }

  void Judge(const Stay& stay, const CivilDays& days, const OccurrenceFacts* occurrence) {
    if (!judging_.write.work().Count(1 + stops_.size() / kStopsAUnit)) return;
    if (stops_.Meet(stay.folded, days)) return;
    Breach breach = BreachOf(stay, programme_, judging_.write.rights);
    breach.day = DayOf(occurrence);
    judging_.Add(breach);
  }

  Judging& judging_;
  const v1::Event& programme_;
  const Stops stops_;
};

// Once for the whole event, as long as anything of it is ahead.
void StandEnded(Standing& standing, const v1::Event& programme) {
  if (!IsAhead(standing.event, standing.lookups.snapshot().now())) return;
  Breach breach = BreachOf(programme, standing.lookups.rights());
  breach.details[0] = programme.state() == v1::EVENT_STATE_EXPIRED ? "has lapsed" : "was cancelled";
  standing.Add(v1::CONFLICT_KIND_PROGRAMME_ENDED, std::move(breach), "The programme $1 $3.",
               "Cancel $2, or take it out of $1.");
}

// As they are said, which is what a write is held against: a zone that skips a day has it
// take place on another.
CivilDays SaidDays(const StandingEvent& standing, const v1::Booking& booking,
                   const TimeAhead& times, const absl::TimeZone& zone) {
  if (times.day) return DaysOf(standing.occurrences.PeriodOn(*times.day, booking));
  const bool repeats = standing.event->has_recurrence();
  return repeats ? DaysIn(times.announced, zone) : DaysOf(PeriodOf(*standing.event, booking));
}

absl::Status StandAtStops(Standing& standing, const v1::Event& programme) {
  const v1::Event& event = *standing.event.event;
  const Stops stops(programme.culture_days());
  const auto hold = [&](const Stay& stay, const CivilDays& days, const TimeAhead* times,
                        const absl::TimeZone& zone) {
    if (stops.Meet(stay.folded, days)) return;
    Breach breach = BreachOf(stay, programme, standing.lookups.rights());
    breach.zone = zone;
    if (times != nullptr) breach.interval = times->announced;
    if (times != nullptr) breach.day = times->day;
    standing.Add(v1::CONFLICT_KIND_OUTSIDE_PROGRAMME, std::move(breach));
  };
  for (int i = 0; i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    if (booking.has_participant()) continue;
    ASSIGN_OR_RETURN(auto venue, standing.lookups.VenueOfBooking(booking));
    const auto zone = FindZone(booking.time_zone());
    if (!zone.ok()) continue;
    const std::string& city = venue->venue->city();
    const Stay stay{.booking = i, .city = city, .folded = Folded(city)};
    for (const TimeAhead& times : TimesAhead(standing.event, i, *zone, kOfBookings)) {
      hold(stay, SaidDays(standing.event, booking, times, *zone), &times, *zone);
    }
  }
  if (IsPlaced(event) || !event.has_period()) return absl::OkStatus();
  if (IsPeriodAhead(event, standing.lookups.snapshot().now())) {
    hold(Stay(), DaysOf(event.period()), nullptr, absl::UTCTimeZone());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status JudgeProgramme(Judging& judging) {
  const std::string& name = judging.event.after.programme();
  if (name.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto programme, judging.write.drafts.Final(name));
  if (!programme || !programme->has_culture_days()) return absl::OkStatus();
  return StopsJudging(judging, *programme).Run();
}

absl::Status StandOutsideProgramme(Standing& standing) {
  const v1::Event& event = *standing.event.event;
  const bool stops = standing.WantsAny({v1::CONFLICT_KIND_OUTSIDE_PROGRAMME});
  const bool ended = standing.WantsAny({v1::CONFLICT_KIND_PROGRAMME_ENDED});
  const bool wanted = stops || ended;
  if (standing.event.closed || event.programme().empty() || !wanted) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto programme, standing.lookups.EventOf(event.programme()));
  if (!programme) return absl::OkStatus();
  if (IsLive(*programme)) return stops ? StandAtStops(standing, *programme) : absl::OkStatus();
  if (ended) StandEnded(standing, *programme);
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
