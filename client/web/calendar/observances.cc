#include "client/web/calendar/observances.h"

#include <algorithm>
#include <cstdint>

namespace taqvim::web {
namespace {

constexpr int kLastWeek = -1;

// One setting of the clocks.
struct Change {
  absl::Time at;
  Observance begins;
};

Change ChangeAt(const absl::TimeZone& zone, const absl::TimeZone::CivilTransition& transition) {
  Change change{.at = zone.At(transition.to).trans};
  const absl::TimeZone::CivilInfo before = zone.At(change.at - absl::Seconds(1));
  const absl::TimeZone::CivilInfo after = zone.At(change.at);
  const bool ahead = after.offset > before.offset;
  const bool saves_negative = after.is_dst && !before.is_dst && !ahead;
  const bool ends_negative = before.is_dst && !after.is_dst && ahead;
  change.begins = {.daylight = (after.is_dst && !saves_negative) || ends_negative,
                   .onset = transition.from,
                   .offset_before = before.offset / 60,
                   .offset = after.offset / 60,
                   .name = after.zone_abbr};
  return change;
}

// The next one after that time, or before it, by which the clocks show another time: names
// alone are changed, too. False if there is none.
bool ChangeAfter(const absl::TimeZone& zone, absl::Time time, Change* change) {
  absl::TimeZone::CivilTransition transition;
  do {
    if (!zone.NextTransition(time, &transition)) return false;
    time = zone.At(transition.to).trans;
  } while (transition.from == transition.to);
  *change = ChangeAt(zone, transition);
  return true;
}

bool ChangeBefore(const absl::TimeZone& zone, absl::Time time, Change* change) {
  absl::TimeZone::CivilTransition transition;
  do {
    if (!zone.PrevTransition(time, &transition)) return false;
    time = zone.At(transition.to).trans;
  } while (transition.from == transition.to);
  *change = ChangeAt(zone, transition);
  return true;
}

// What was in force before all changes that are known.
Change Beginning(const absl::TimeZone& zone, absl::Time time) {
  const absl::TimeZone::CivilInfo then = zone.At(time);
  return {.at = absl::InfinitePast(),
          .begins = {.onset = absl::CivilSecond(1970, 1, 1),
                     .offset_before = then.offset / 60,
                     .offset = then.offset / 60,
                     .name = then.zone_abbr}};
}

// The change to what is in force at the time, and those before it back to a standard time.
std::vector<Change> ChangesUpTo(const absl::TimeZone& zone, absl::Time time) {
  std::vector<Change> backwards;
  absl::Time before = time + absl::Seconds(1);
  Change change;
  while (backwards.empty() || backwards.back().begins.daylight) {
    if (!ChangeBefore(zone, before, &change) || change.at < FirstObserved()) {
      backwards.push_back(Beginning(zone, before - absl::Seconds(1)));
      break;
    }
    backwards.push_back(change);
    before = change.at;
  }
  std::reverse(backwards.begin(), backwards.end());
  return backwards;
}

// Several changes, a year after each other, by which the same comes to be in force.
struct Run {
  std::vector<Change> changes;
  // The weeks of the month by which all of them can be told.
  std::vector<int> weeks;
};

std::vector<int> WeeksOf(absl::CivilSecond onset) {
  std::vector<int> weeks;
  const absl::CivilDay day(onset);
  if (absl::CivilMonth(day + 7) != absl::CivilMonth(day)) weeks.push_back(kLastWeek);
  const int week = (onset.day() - 1) / 7 + 1;
  if (week <= 4) weeks.push_back(week);
  return weeks;
}

// In seconds.
int64_t TimeOfDay(absl::CivilSecond time) { return time - absl::CivilSecond(absl::CivilDay(time)); }

bool IsSameAYearLater(const Observance& one, const Observance& other) {
  const absl::CivilSecond& a = one.onset;
  const absl::CivilSecond& b = other.onset;
  return one.daylight == other.daylight && one.offset_before == other.offset_before &&
         one.offset == other.offset && one.name == other.name && a.year() + 1 == b.year() &&
         a.month() == b.month() && TimeOfDay(a) == TimeOfDay(b) &&
         absl::GetWeekday(absl::CivilDay(a)) == absl::GetWeekday(absl::CivilDay(b));
}

// Whether the change could be put at the end of the run.
bool Continue(const Change& change, Run* run) {
  if (!IsSameAYearLater(run->changes.back().begins, change.begins)) return false;
  std::vector<int> common;
  const std::vector<int> weeks = WeeksOf(change.begins.onset);
  for (const int week : run->weeks) {
    if (std::find(weeks.begin(), weeks.end(), week) != weeks.end()) common.push_back(week);
  }
  if (common.empty()) return false;
  run->weeks = common;
  run->changes.push_back(change);
  return true;
}

std::vector<Run> RunsOf(const std::vector<Change>& changes) {
  std::vector<Run> runs;
  for (const Change& change : changes) {
    bool continues = false;
    for (Run& run : runs) continues = continues || Continue(change, &run);
    if (!continues) runs.push_back({{change}, WeeksOf(change.begins.onset)});
  }
  return runs;
}

// As one with a rule if it goes on past the window; else one by one.
std::vector<Observance> ObservancesOf(const Run& run, absl::Time last) {
  std::vector<Observance> observances;
  if (run.changes.size() > 1 && run.changes.back().at > last) {
    observances.push_back(run.changes.front().begins);
    const absl::CivilSecond onset = observances.back().onset;
    observances.back().yearly = YearlyDay{.month = onset.month(),
                                          .week = run.weeks.front(),
                                          .weekday = absl::GetWeekday(absl::CivilDay(onset))};
    return observances;
  }
  for (const Change& change : run.changes) observances.push_back(change.begins);
  return observances;
}

}  // namespace

// Liberia's were the last, until 1972.
absl::Time FirstObserved() {
  return absl::FromCivil(absl::CivilSecond(1973, 1, 1), absl::UTCTimeZone());
}

absl::Time LastObserved() {
  return absl::FromCivil(absl::CivilSecond(2099, 12, 31), absl::UTCTimeZone());
}

std::vector<Observance> ObservancesOf(const absl::TimeZone& zone, absl::Time first,
                                      absl::Time last) {
  // What comes each year comes once more within that time, on whatever day.
  constexpr absl::Duration kYear = absl::Hours(24 * 400);
  std::vector<Change> changes = ChangesUpTo(zone, first);
  Change change;
  absl::Time time = first;
  while (ChangeAfter(zone, time, &change) && change.at <= last + kYear) {
    changes.push_back(change);
    time = change.at;
  }
  std::vector<Observance> observances;
  for (const Run& run : RunsOf(changes)) {
    if (run.changes.front().at > last) continue;
    for (const Observance& observance : ObservancesOf(run, last)) observances.push_back(observance);
  }
  std::stable_sort(observances.begin(), observances.end(),
                   [](const auto& one, const auto& other) { return one.onset < other.onset; });
  return observances;
}

}  // namespace taqvim::web
