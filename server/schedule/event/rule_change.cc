#include "server/schedule/event/rule_change.h"

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kYearsAhead = 30;

absl::CivilDay Through(absl::Time now) {
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  return absl::CivilDay(today.year() + kYearsAhead, today.month(), today.day());
}

}  // namespace

RuleChange::RuleChange(const v1::Event& before, const v1::Event& after)
    : before_(before),
      after_(after),
      old_(before),
      new_(after),
      keeps_rule_(KeepsRule()),
      exceptions_(Exceptions()) {}

bool RuleChange::KeepsRule() const {
  if (!MessageDifferencer::Equals(before_.period(), after_.period())) return false;
  if (!after_.has_recurrence()) return true;
  if (before_.recurrence().rule() == after_.recurrence().rule()) return true;
  auto rule = RecurrenceRule::Parse(after_.recurrence().rule(), RuleSource::kStored);
  if (!rule.ok()) return false;
  const absl::CivilSecond start = StartOf(after_.period());
  if (!before_.has_recurrence()) return rule->LastDay(start) == new_.first();
  auto old = RecurrenceRule::Parse(before_.recurrence().rule(), RuleSource::kStored);
  return old.ok() && rule->IsAlikeButForEnd(*old, new_.first()) && rule->EndsNoLater(*old, start);
}

bool RuleChange::IsMovedOn(absl::CivilDay day) const {
  if (!old_.IsMoved(day) && !new_.IsMoved(day)) return false;
  return !MessageDifferencer::Equals(old_.PeriodOn(day), new_.PeriodOn(day));
}

std::vector<absl::CivilDay> RuleChange::Exceptions() const {
  std::vector<absl::CivilDay> days;
  const auto add = [&](absl::CivilDay day) {
    if (!new_.IsExcluded(day) && new_.HasOn(day)) days.push_back(day);
  };
  for (const auto& day : before_.recurrence().excluded_days()) add(ToCivilDay(day));
  for (const v1::Event* event : {&before_, &after_}) {
    for (const v1::MovedOccurrence& moved : event->recurrence().moved_occurrences()) {
      if (IsMovedOn(ToCivilDay(moved.day()))) add(ToCivilDay(moved.day()));
    }
  }
  return days;
}

bool RuleChange::IsOver(const v1::Booking& booking, absl::CivilDay day, absl::Time now) const {
  const auto zone = FindZone(booking.time_zone());
  if (!zone.ok()) return false;
  const v1::Period period = new_.PeriodOn(day, booking);
  return !IsUnfinished(OccupiedInterval(booking, period, IntervalOf(period, *zone), *zone), now);
}

bool RuleChange::Concerns(const v1::Booking& booking, absl::Time now) const {
  if (keeps_rule_) {
    return std::any_of(exceptions_.begin(), exceptions_.end(),
                       [&](absl::CivilDay day) { return !IsOver(booking, day, now); });
  }
  return !FirstDays(booking, now, /*all=*/true, 1).empty();
}

// Those of its occurrences that may not be over, in order.
std::vector<absl::CivilDay> RuleChange::DaysBefore(absl::Time now) const {
  std::vector<absl::CivilDay> days;
  if (!MessageDifferencer::Equals(before_.period(), after_.period())) return days;
  old_.ForEachUnfinished(now, Through(now), [&](absl::CivilDay day) {
    if (!old_.IsExcluded(day)) days.push_back(day);
    return true;
  });
  return days;
}

std::vector<absl::CivilDay> RuleChange::FirstDays(const v1::Booking& booking, absl::Time now,
                                                  bool all, size_t most) const {
  const std::vector<absl::CivilDay> known = all ? std::vector<absl::CivilDay>() : DaysBefore(now);
  std::vector<absl::CivilDay> days;
  new_.ForEachUnfinished(now, Through(now), [&](absl::CivilDay day) {
    const bool is_new = !std::binary_search(known.begin(), known.end(), day) || IsMovedOn(day);
    if (is_new && !new_.IsExcluded(day) && !IsOver(booking, day, now)) days.push_back(day);
    return days.size() < most;
  });
  return days;
}

}  // namespace taqvim::schedule
