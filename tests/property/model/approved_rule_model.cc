#include "tests/property/model/approved_rule_model.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/rule_model.h"
#include "tests/property/model/world.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

int64_t YearsAfter(int64_t day, int years) {
  const google::type::Date date = DateOf(day);
  return DayNumber(date.year() + years, date.month(), date.day());
}

std::string WeekdayOf(int64_t day) {
  const char* names[] = {"TH", "FR", "SA", "SU", "MO", "TU", "WE"};
  return names[day % 7];
}

// The parts but for the end, with what the first day says.
std::map<std::string, std::set<std::string>> SaidBy(const std::string& rule, int64_t first) {
  std::map<std::string, std::set<std::string>> said = {{"INTERVAL", {"1"}}, {"WKST", {"MO"}}};
  const RuleParts parts = PartsOf(rule);
  for (const auto& [name, values] : parts) said[name] = {values.begin(), values.end()};
  said.erase("COUNT");
  said.erase("UNTIL");
  const std::string frequency = parts.at("FREQ")[0];
  const bool says_day = parts.contains("BYDAY") || parts.contains("BYMONTHDAY") ||
                        parts.contains("BYYEARDAY") || frequency == "DAILY";
  if (says_day) return said;
  const google::type::Date date = DateOf(first);
  if (frequency == "WEEKLY" || parts.contains("BYWEEKNO")) {
    said["BYDAY"] = {WeekdayOf(first)};
    return said;
  }
  said["BYMONTHDAY"] = {absl::StrCat(date.day())};
  if (frequency == "YEARLY" && !parts.contains("BYMONTH")) {
    said["BYMONTH"] = {absl::StrCat(date.month())};
  }
  return said;
}

std::optional<int64_t> Number(const std::string& rule, const std::string& part) {
  const RuleParts parts = PartsOf(rule);
  auto at = parts.find(part);
  if (at == parts.end()) return std::nullopt;
  return std::stoll(at->second[0]);
}

// Nothing when it is not within 30 years of the first.
std::optional<int64_t> LastDayOf(const v1::Event& event) {
  const std::string& rule = event.recurrence().rule();
  const int64_t first = DaysOf(event.period()).first;
  const int64_t through = YearsAfter(first, 30);
  std::vector<int64_t> days = DaysOfRule(event, kLongestRule);
  std::erase_if(days, [&](int64_t day) { return day > through; });
  const auto count = Number(rule, "COUNT"), until = Number(rule, "UNTIL");
  if (count && static_cast<int64_t>(days.size()) < *count) return std::nullopt;
  if (until && DayNumber(*until / 10000, *until / 100 % 100, *until % 100) > through) {
    return std::nullopt;
  }
  if (!count && !until) return std::nullopt;
  return days.back();
}

bool EndsNoLater(const v1::Event& before, const v1::Event& after) {
  const std::string& old = before.recurrence().rule();
  const std::string& rule = after.recurrence().rule();
  const auto count = Number(rule, "COUNT"), until = Number(rule, "UNTIL");
  const auto old_count = Number(old, "COUNT"), old_until = Number(old, "UNTIL");
  if (!old_count && !old_until) return true;
  if (count && old_count) return *count <= *old_count;
  if (until && old_until && *until <= *old_until) return true;
  const auto last = LastDayOf(after), old_last = LastDayOf(before);
  return last && old_last && *last <= *old_last;
}

bool SameTime(const v1::Period& a, const v1::Period& b) { return MessageDifferencer::Equals(a, b); }

}  // namespace

bool KeepsRule(const v1::Event& before, const v1::Event& after) {
  if (!SameTime(before.period(), after.period())) return false;
  if (before.recurrence().rule() == after.recurrence().rule()) return true;
  const int64_t first = DaysOf(after.period()).first;
  return SaidBy(before.recurrence().rule(), first) == SaidBy(after.recurrence().rule(), first) &&
         EndsNoLater(before, after);
}

std::vector<int64_t> NewDays(const v1::Event& before, const v1::Event& after,
                             const v1::Booking& booking, int64_t now, bool all) {
  const bool moved = !SameTime(before.period(), after.period());
  std::map<int64_t, v1::Period> known;
  for (const Occurrence& one : OccurrencesOf(before, kLongestRule)) known[one.day] = one.period;
  std::vector<int64_t> days;
  for (const Occurrence& one : OccurrencesOf(after, kLongestRule)) {
    if (one.day > YearsAfter(now / kDay, 30)) break;
    const Span span = Occupied(booking, PeriodAt(booking, one), booking.time_zone());
    auto old = known.find(one.day);
    const bool is_new = all || moved || old == known.end() || !SameTime(old->second, one.period);
    if (is_new && span.end > now) days.push_back(one.day);
  }
  return days;
}

bool IsWider(const v1::Event& before, const v1::Booking& booking) {
  for (const v1::Booking& old : before.bookings()) {
    if (old.id() != booking.id()) continue;
    v1::Booking narrowed = booking;
    if (booking.set_up().seconds() <= old.set_up().seconds()) {
      *narrowed.mutable_set_up() = old.set_up();
    }
    if (booking.tear_down().seconds() <= old.tear_down().seconds()) {
      *narrowed.mutable_tear_down() = old.tear_down();
    }
    narrowed.set_set_up_days(std::max(booking.set_up_days(), old.set_up_days()));
    narrowed.set_tear_down_days(std::max(booking.tear_down_days(), old.tear_down_days()));
    v1::Booking wide = old;
    for (v1::Booking* one : {&narrowed, &wide}) {
      one->mutable_set_up();
      one->mutable_tear_down();
      one->clear_expected_attendance();
    }
    return !MessageDifferencer::Equals(narrowed, wide);
  }
  return true;
}

}  // namespace taqvim::property
