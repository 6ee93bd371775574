// What a valid recurrence is: a part of event_checks.h.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "server/schedule/check/event_checks.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/time/recurrence.h"

namespace taqvim::schedule {
namespace {

constexpr int kMostDays = 400;
// Days that are named lie no further from the first.
constexpr int kMostYearsAhead = 100;

// The days that must be those of occurrences, with the fields that name them.
using NamedDays = std::map<absl::CivilDay, std::string>;

void Name(const google::type::Date& date, const std::string& field, NamedDays& days,
          FieldErrors& errors) {
  if (!CheckDate(field, date, errors)) return;
  if (!days.emplace(ToCivilDay(date), field).second) {
    errors.Add(field, Cat(absl::FormatCivilTime(ToCivilDay(date)), " is named twice"));
  }
}

NamedDays CheckExceptions(const v1::Event& event, FieldErrors& errors) {
  const v1::Recurrence& recurrence = event.recurrence();
  NamedDays days;
  CheckSize("excluded_days", recurrence.excluded_days_size(), 0, kMostDays, errors);
  CheckSize("moved_occurrences", recurrence.moved_occurrences_size(), 0, kMostDays, errors);
  for (int i = 0; i < recurrence.excluded_days_size() && i < kMostDays; ++i) {
    Name(recurrence.excluded_days(i), Cat("excluded_days[", i, "]"), days, errors);
  }
  for (int i = 0; i < recurrence.moved_occurrences_size() && i < kMostDays; ++i) {
    const v1::MovedOccurrence& moved = recurrence.moved_occurrences(i);
    const std::string field = Cat("moved_occurrences[", i, "]");
    Name(moved.day(), field + ".day", days, errors);
    FieldErrors::Scope scope(errors, field + ".period");
    CheckPeriod(moved.period(), errors);
    if (event.has_period() && moved.period().kind_case() != event.period().kind_case()) {
      errors.Add("", "must be timed or dated as the event's own period is");
    } else if (moved.period().has_dated() && !moved.period().dated().has_last_day()) {
      errors.Add("dated.last_day", "is required: an occurrence ends");
    }
  }
  return days;
}

// The period that repeats; false when its occurrences cannot be told.
bool CheckFirst(const v1::Event& event, FieldErrors& errors) {
  FieldErrors ignored;
  CheckPeriod(event.period(), ignored);
  if (!ignored.empty()) return false;
  if (event.period().has_dated() && !event.period().dated().has_last_day()) {
    errors.Add("rule", "cannot repeat what never ends; give the period a last day");
    return false;
  }
  for (const v1::Booking& booking : event.bookings()) {
    if (booking.period().has_dated() && !booking.period().dated().has_last_day()) {
      errors.Add("rule",
                 "cannot repeat what never ends; give the periods of all bookings a "
                 "last day");
      return false;
    }
  }
  return true;
}

// The rule must have the first day; else says which it has.
bool CheckFirstDay(const RecurrenceRule& rule, absl::CivilSecond start, FieldErrors& errors) {
  const absl::CivilDay first(start);
  const auto next = rule.NextAfter(start, first - 1);
  if (next == first) return true;
  errors.Add("rule",
             Cat("has no occurrence on the first day of the event, ", absl::FormatCivilTime(first),
                 next ? "; its first is on " + absl::FormatCivilTime(*next) : ""));
  return false;
}

// Each of the days must be that of an occurrence.
void CheckDays(const RecurrenceRule& rule, absl::CivilSecond start, NamedDays days,
               FieldErrors& errors) {
  if (days.empty()) return;
  const absl::CivilDay first(start);
  const absl::CivilDay most(first.year() + kMostYearsAhead, first.month(), first.day());
  // The event's own day is one even where the rule does not have it.
  days.erase(first);
  if (days.empty()) return;
  rule.ForEach(start, days.begin()->first, std::min(days.rbegin()->first, most),
               [&](absl::CivilDay day) {
                 days.erase(day);
                 return !days.empty();
               });
  for (const auto& [day, field] : days) {
    errors.Add(field, Cat("is ", absl::FormatCivilTime(day),
                          ", on which the rule has no occurrence, or none within ", kMostYearsAhead,
                          " years of the first"));
  }
}

// Takes away the days that the stored event names, too.
void RemoveStored(const v1::Recurrence& stored, NamedDays& days) {
  for (const google::type::Date& day : stored.excluded_days()) days.erase(ToCivilDay(day));
  for (const v1::MovedOccurrence& moved : stored.moved_occurrences()) {
    days.erase(ToCivilDay(moved.day()));
  }
}

// As in “a commemoration or an activity”.
std::string ThatRepeat() {
  std::vector<std::string> phrases;
  for (const EventKindRules& rules : EventKinds()) {
    if (rules.repeats) phrases.emplace_back(rules.phrase);
  }
  return absl::StrJoin(phrases, " or ");
}

}  // namespace

void CheckRecurrence(const EventKindRules* rules, const v1::Event& event, const v1::Event* stored,
                     Demand demand, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "recurrence");
  if (rules != nullptr && !rules->repeats) {
    errors.Add("", Cat("must be unset for ", rules->phrase, "; what repeats is ", ThatRepeat()));
    return;
  }
  CheckEnum("on_conflict", event.recurrence().on_conflict(), Demand::kOptional, errors);
  const int before = errors.count();
  NamedDays days = CheckExceptions(event, errors);
  const bool same_rule =
      stored != nullptr && stored->recurrence().rule() == event.recurrence().rule();
  // Whether an update leaves the rule as it is stored shows when both are there.
  const bool may_be_stored = same_rule || demand == Demand::kOptional;
  auto rule = RecurrenceRule::Parse(event.recurrence().rule(),
                                    may_be_stored ? RuleSource::kStored : RuleSource::kRequest);
  if (!rule.ok()) errors.Add("rule", std::string(rule.status().message()));
  if (errors.count() != before || demand != Demand::kRequired || !event.has_period()) return;
  if (!CheckFirst(event, errors)) return;
  const absl::CivilSecond start = StartOf(event.period());
  const bool same = same_rule && StartOf(stored->period()) == start;
  if (!same && !CheckFirstDay(*rule, start, errors)) return;
  if (same) RemoveStored(stored->recurrence(), days);
  CheckDays(*rule, start, std::move(days), errors);
}

}  // namespace taqvim::schedule
