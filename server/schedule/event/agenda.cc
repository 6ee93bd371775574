#include "server/schedule/event/agenda.h"

#include <algorithm>
#include <optional>

#include "google/type/date.pb.h"

namespace taqvim::schedule {

int64_t ToSecondNumber(absl::CivilSecond second) { return second - absl::CivilSecond(); }

absl::CivilDay Agenda::ClaimedThrough() const {
  return event_.has_recurrence() ? ToCivilDay(event_.recurrence().claimed_through())
                                 : absl::CivilDay::max();
}

bool Agenda::TakesPlace(absl::CivilDay day) const {
  return day <= ClaimedThrough() && !occurrences_.IsExcluded(day) && !occurrences_.IsSkipped(day);
}

void Agenda::ForEachTakingPlace(absl::CivilDay from, absl::CivilDay through,
                                absl::FunctionRef<void(absl::CivilDay)> visit) const {
  for (const v1::MovedOccurrence& moved : event_.recurrence().moved_occurrences()) {
    const absl::CivilDay day = ToCivilDay(moved.day());
    if (TakesPlace(day)) visit(day);
  }
  occurrences_.ForEach(from, std::min(through, ClaimedThrough()), [&](absl::CivilDay day) {
    if (!occurrences_.IsMoved(day) && TakesPlace(day)) visit(day);
    return true;
  });
}

std::vector<int64_t> Agenda::Starts() const {
  std::vector<int64_t> starts;
  ForEachTakingPlace(occurrences_.first(), absl::CivilDay::max(), [&](absl::CivilDay day) {
    starts.push_back(ToSecondNumber(occurrences_.StartOn(day)));
  });
  for (const v1::Stop& stop : event_.culture_days().stops()) {
    starts.push_back(ToSecondNumber(absl::CivilSecond(ToCivilDay(stop.first_day()))));
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

std::vector<AgendaKey> Agenda::BeginningAt(int64_t second) const {
  const absl::CivilDay day(absl::CivilSecond() + second);
  std::vector<AgendaKey> keys;
  ForEachTakingPlace(day, day, [&](absl::CivilDay one) {
    if (ToSecondNumber(occurrences_.StartOn(one)) == second) keys.push_back({one});
  });
  const auto& stops = event_.culture_days().stops();
  for (int i = 0; i < stops.size(); ++i) {
    const absl::CivilDay first = ToCivilDay(stops[i].first_day());
    if (ToSecondNumber(absl::CivilSecond(first)) == second) keys.push_back({first, i});
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<AgendaKey> Agenda::BegunBefore(absl::CivilDay day) const {
  const CivilDays on = {day, day};
  std::vector<AgendaKey> keys;
  // As long ago as one may have begun that is not over yet.
  absl::CivilDay from = day;
  if (event_.has_period()) {
    const CivilDays first = DaysOf(event_.period());
    from = event_.has_recurrence() ? day - (first.last - first.first) : occurrences_.first();
  }
  ForEachTakingPlace(from, day, [&](absl::CivilDay one) {
    const v1::Period period = occurrences_.PeriodOn(one);
    if (StartOf(period) < absl::CivilSecond(day) && on.Overlaps(DaysOf(period))) {
      keys.push_back({one});
    }
  });
  const auto& stops = event_.culture_days().stops();
  for (int i = 0; i < stops.size(); ++i) {
    const CivilDays days = {ToCivilDay(stops[i].first_day()), ToCivilDay(stops[i].last_day())};
    if (days.first < day && on.Overlaps(days)) keys.push_back({days.first, i});
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

v1::Period Agenda::PeriodOf(const AgendaKey& key) const {
  if (key.stop < 0) return occurrences_.PeriodOn(key.day);
  const v1::Stop& stop = event_.culture_days().stops(key.stop);
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = stop.first_day();
  *period.mutable_dated()->mutable_last_day() = stop.last_day();
  return period;
}

}  // namespace taqvim::schedule
