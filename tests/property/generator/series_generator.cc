// Random events that repeat, and changes of them.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/property/generator/generator.h"
#include "tests/property/generator/rule_generator.h"
#include "tests/property/model/rule_model.h"
#include "tests/property/model/series_model.h"

namespace taqvim::property {
namespace {

void End(v1::Period& period) {
  if (!period.has_dated() || period.dated().has_last_day()) return;
  *period.mutable_dated()->mutable_last_day() = period.dated().first_day();
}

void EndAll(v1::Event& event) {
  End(*event.mutable_period());
  for (v1::Booking& booking : *event.mutable_bookings()) {
    if (booking.has_period()) End(*booking.mutable_period());
  }
}

// At another time of the day, some days later: never when another one is.
v1::Period Later(const v1::Period& period, int64_t days) {
  const int64_t start = WallSeconds(period.timed().start()) + days * kDay + 45 * 60;
  v1::Period later;
  *later.mutable_timed()->mutable_start() = DateTimeOf(start);
  *later.mutable_timed()->mutable_end() = DateTimeOf(start + LengthOf(period.timed()));
  return later;
}

}  // namespace

std::string Generator::Host() {
  const std::string name = LiveEvent(v1::EVENT_STATE_CONFIRMED);
  auto event = world_.events.find(name);
  const bool repeats = event != world_.events.end() && event->second.message.has_recurrence();
  return repeats ? "" : name;
}

// One that has its first day and ends in time; often of many parts.
std::string Generator::Rule(int64_t first) {
  constexpr int kAttempts = 30;
  const auto pairs = RuleGenerator::Pairs();
  RuleGenerator rules(random_());
  for (int i = 0; i < kAttempts; ++i) {
    const int count = 2 + Below(4);
    const std::string rule =
        Chance(40) ? rules.WithFewParts(first) : rules.WithPair(Pick(pairs), first);
    const std::string ending = absl::StrCat(rule, ";COUNT=", count);
    const std::vector<int64_t> days = DaysOfRule(ending, first, first + kLongestSeries);
    if (days.size() == count && days.front() == first) return ending;
  }
  return "FREQ=DAILY;COUNT=3";
}

std::string Generator::FarRule(int64_t first) {
  const google::type::Date date = DateOf(first);
  std::string rule = Chance(90) ? "FREQ=YEARLY;INTERVAL=9" : "FREQ=YEARLY;INTERVAL=18";
  if (Chance(30)) absl::StrAppend(&rule, ";BYMONTH=", date.month());
  if (Chance(30)) absl::StrAppend(&rule, ";BYMONTHDAY=", date.day());
  const int ending = Below(3);
  if (ending == 0) absl::StrAppend(&rule, ";COUNT=", 1 + Below(4));
  if (ending == 1) {
    const int until = (date.year() + 9 * Below(4)) * 10'000 + date.month() * 100 + date.day();
    absl::StrAppend(&rule, ";UNTIL=", until);
  }
  return rule;
}

void Generator::SetRecurrence(v1::Event& event) {
  v1::Recurrence& recurrence = *event.mutable_recurrence();
  const int64_t first = DaysOf(event.period()).first;
  const bool far = BooksAnnex(event);
  const bool has_first = !recurrence.rule().empty() && DaysOfRule(event).size() > (far ? 0 : 1) &&
                         DaysOfRule(event).front() == first;
  // From another first day on, it may end later. A far one has none there in any case.
  const bool ends =
      !has_first || DaysOfRule(event, 2 * kLongestSeries).size() == DaysOfRule(event).size();
  if (!has_first || !ends || Chance(50)) {
    recurrence.set_rule(far && Chance(80) ? FarRule(first) : Rule(first));
  }
  recurrence.clear_excluded_days();
  recurrence.clear_moved_occurrences();
  const int policy = Chance(25) ? Below(2) : 2 + Below(2);
  recurrence.set_on_conflict(static_cast<v1::OccurrencePolicy>(policy));
  const std::vector<int64_t> days = DaysOfRule(event, far ? kLongestRule : kLongestSeries);
  if (Chance(25)) *recurrence.add_excluded_days() = DateOf(Pick(days));
  if (!event.period().has_timed() || !Chance(25)) return;
  v1::MovedOccurrence& moved = *recurrence.add_moved_occurrences();
  const int64_t day = Pick(days);
  // A day is named once.
  recurrence.clear_excluded_days();
  *moved.mutable_day() = DateOf(day);
  *moved.mutable_period() = Later(event.period(), day - days.front() + (Chance(50) ? 0 : 10));
}

v1::Period Generator::PeriodBeforeChange() {
  const int64_t days[] = {0, 1, 1, 2, 7};
  const int64_t day = ChangeDay() - days[Below(5)];
  if (Chance(75)) return NightPeriod(day);
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = DateOf(day);
  *period.mutable_dated()->mutable_last_day() = DateOf(day + Below(2));
  return period;
}

v1::Event Generator::Series() {
  v1::Event event;
  (*event.mutable_title())["en"] = absl::StrCat("Series ", Below(100));
  event.set_owner("organizations/owner");
  if (Chance(30)) {
    event.mutable_commemoration()->add_honourees("Alisher Navoiy");
  } else {
    event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  }
  *event.mutable_period() = Chance(70) ? PeriodBeforeChange() : Period();
  event.set_time_zone(Chance(40) ? scene_.zones[0] : Zone());
  for (int i = Chance(5) ? 0 : 1 + Below(2); i > 0; --i) {
    *event.add_bookings() = ParticipantBooking();
    event.mutable_bookings()->rbegin()->set_id(absl::StrCat("p", i));
  }
  if (Chance(40)) {
    event.set_time_zone(ZoneOf("annex"));
    event.add_bookings()->set_space(kAnnexRoom);
    event.mutable_bookings()->rbegin()->set_id("annex");
  }
  AddAround(event);
  EndAll(event);
  SetRecurrence(event);
  SetPublicity(event);
  return event;
}

void Generator::ChangeSeries(v1::UpdateEventRequest& request) {
  v1::Event& event = *request.mutable_event();
  auto& mask = *request.mutable_update_mask();
  const int choice = Below(100);
  if (choice < 20) {
    (*event.mutable_title())["en"] = absl::StrCat("Series ", Below(100));
    mask.add_paths("title");
  } else if (choice < 50) {
    SetRecurrence(event);
    mask.add_paths("recurrence");
  } else if (choice < 75 || event.bookings().empty()) {
    const int64_t day = Chance(50) ? ChangeDay() - 1 : Day();
    *event.mutable_period() = event.period().has_timed() ? TimedPeriod(day) : DatedPeriod(day);
    EndAll(event);
    SetRecurrence(event);
    mask.add_paths("period");
    mask.add_paths("recurrence");
  } else {
    v1::Booking& booking = event.mutable_bookings()->at(Below(event.bookings_size()));
    v1::Booking other = ParticipantBooking();
    if (booking.has_space()) other.set_space(booking.space());
    other.set_id(booking.id());
    booking = other;
    AddAround(event);
    EndAll(event);
    mask.add_paths("bookings");
  }
}

}  // namespace taqvim::property
