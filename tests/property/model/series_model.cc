#include "tests/property/model/series_model.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/property/model/rule_model.h"

namespace taqvim::property {
namespace {

int64_t WallStart(const v1::Period& period) {
  return period.has_timed() ? WallSeconds(period.timed().start())
                            : DayNumber(period.dated().first_day()) * kDay;
}

v1::Period MovedOn(v1::Period period, int64_t days, int64_t seconds) {
  if (days == 0 && seconds == 0) return period;
  if (period.has_dated()) {
    for (auto* day : {period.mutable_dated()->mutable_first_day(),
                      period.mutable_dated()->mutable_last_day()}) {
      *day = DateOf(DayNumber(*day) + days);
    }
    return period;
  }
  const int64_t length = LengthOf(period.timed());
  const int64_t start = WallSeconds(period.timed().start()) + seconds;
  const int64_t end = WallSeconds(period.timed().end()) + seconds;
  *period.mutable_timed()->mutable_start() = DateTimeOf(start);
  // What only its offsets let end after it starts keeps its length.
  *period.mutable_timed()->mutable_end() = DateTimeOf(end > start ? end : start + length);
  return period;
}

}  // namespace

bool BooksAnnex(const v1::Event& event) {
  return std::any_of(event.bookings().begin(), event.bookings().end(),
                     [](const v1::Booking& booking) { return booking.space() == kAnnexRoom; });
}

// They are asked for again and again.
std::vector<int64_t> DaysOfRule(const v1::Event& event, int64_t ahead) {
  static std::map<std::tuple<std::string, int64_t, int64_t>, std::vector<int64_t>> known;
  const std::string& rule = event.recurrence().rule();
  const int64_t first = DaysOf(event.period()).first;
  const auto [days, is_new] = known.try_emplace({rule, first, ahead});
  if (is_new) days->second = DaysOfRule(rule, first, first + ahead);
  return days->second;
}

std::vector<Occurrence> OccurrencesOf(const v1::Event& event, int64_t ahead) {
  std::vector<Occurrence> occurrences;
  const v1::Recurrence& recurrence = event.recurrence();
  const int64_t start = WallStart(event.period());
  for (int64_t day : DaysOfRule(event, ahead)) {
    const auto& excluded = recurrence.excluded_days();
    if (std::any_of(excluded.begin(), excluded.end(),
                    [&](const auto& date) { return DayNumber(date) == day; })) {
      continue;
    }
    const int64_t days = day - start / kDay;
    v1::Period period = MovedOn(event.period(), days, days * kDay);
    for (const v1::MovedOccurrence& moved : recurrence.moved_occurrences()) {
      if (DayNumber(moved.day()) == day) period = moved.period();
    }
    const int64_t there = WallStart(period);
    occurrences.push_back({day, period, there / kDay - start / kDay, there - start});
  }
  return occurrences;
}

v1::Period PeriodAt(const v1::Booking& booking, const Occurrence& occurrence) {
  if (!booking.has_period()) return occurrence.period;
  return MovedOn(booking.period(), occurrence.days_on, occurrence.seconds_on);
}

std::vector<Span> SpansOf(const v1::Event& event, const Occurrence& occurrence) {
  std::vector<Span> spans;
  for (const v1::Booking& booking : event.bookings()) {
    spans.push_back(Occupied(booking, PeriodAt(booking, occurrence), booking.time_zone()));
  }
  return spans;
}

bool IsWithoutDays(const v1::Event& event, const Occurrence& occurrence) {
  return std::any_of(event.bookings().begin(), event.bookings().end(), [&](const auto& booking) {
    return HasNoDay(PeriodAt(booking, occurrence), booking.time_zone());
  });
}

std::optional<int64_t> OccurrenceDay(const v1::Event& event, int booking, const Span& span) {
  if (!event.has_recurrence()) return std::nullopt;
  std::set<int64_t> skipped, moved;
  for (const auto& date : event.recurrence().skipped_days()) skipped.insert(DayNumber(date));
  for (const auto& one : event.recurrence().moved_occurrences()) moved.insert(DayNumber(one.day()));
  std::optional<int64_t> found;
  for (const Occurrence& occurrence : OccurrencesOf(event)) {
    const int64_t day = occurrence.day;
    if (skipped.contains(day) || SpansOf(event, occurrence)[booking] != span) continue;
    if (!found || (moved.count(day) && !moved.count(*found))) found = day;
  }
  return found;
}

}  // namespace taqvim::property
