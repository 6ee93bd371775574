#include "server/schedule/time/recurrence.h"

#include <algorithm>
#include <limits>

#include "proto/status_macros.h"
#include "server/schedule/time/recurrence_days.h"

namespace taqvim::schedule {
namespace {

constexpr int kYearsAhead = 30;
// The contract's dates end with this year.
constexpr int kLastYear = 9998;

// The last day on which an occurrence can be, by UNTIL and the calendar.
absl::CivilDay LastPossibleDay(const RecurrenceParts& parts, absl::CivilSecond start) {
  const absl::CivilDay end(kLastYear, 12, 31);
  if (!parts.until) return end;
  const absl::CivilDay last(*parts.until);
  const bool reached =
      absl::CivilSecond(last) + (start - absl::CivilSecond(absl::CivilDay(start))) <= *parts.until;
  return std::min(end, reached ? last : last - 1);
}

bool Ends(const RecurrenceParts& parts) { return parts.count != 0 || parts.until; }

absl::CivilDay YearsAfter(absl::CivilDay day) {
  return absl::CivilDay(day.year() + kYearsAhead, day.month(), day.day());
}

// Calls `visit` for each day until it returns false; whether it never did.
bool Visit(const DaySet& days, absl::FunctionRef<bool(absl::CivilDay)> visit) {
  for (const MonthDays& month : days) {
    for (uint32_t rest = month.days; rest != 0; rest &= rest - 1) {
      if (!visit(absl::CivilDay(month.month) + std::countr_zero(rest))) return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<RecurrenceRule> RecurrenceRule::Parse(std::string_view text, RuleSource source) {
  ASSIGN_OR_RETURN(auto parts, ParseRecurrence(text, source));
  return RecurrenceRule(std::move(parts));
}

void RecurrenceRule::ForEach(absl::CivilSecond start, absl::CivilDay from, absl::CivilDay through,
                             absl::FunctionRef<bool(absl::CivilDay)> visit) const {
  const absl::CivilDay first(start);
  from = std::max(from, first);
  through = std::min(through, LastPossibleDay(*parts_, start));
  if (through < from) return;
  const RecurrenceDays days(*parts_, first);
  DayStretch stretch = days.StretchFrom(from);
  int64_t left = std::numeric_limits<int64_t>::max();
  if (parts_->count != 0) left = parts_->count - days.CountBefore(stretch.first, parts_->count);
  bool goes_on = true;
  while (goes_on && left > 0 && stretch.first <= through) {
    goes_on = Visit(days.DaysIn(stretch), [&](absl::CivilDay day) {
      return left-- > 0 && day <= through && (day < from || visit(day));
    });
    stretch = days.StretchFrom(stretch.last + 1);
  }
}

bool RecurrenceRule::Has(absl::CivilSecond start, absl::CivilDay day) const {
  bool has = false;
  ForEach(start, day, day, [&](absl::CivilDay) {
    has = true;
    return false;
  });
  return has;
}

std::optional<absl::CivilDay> RecurrenceRule::NextAfter(absl::CivilSecond start,
                                                        absl::CivilDay day) const {
  std::optional<absl::CivilDay> next;
  ForEach(start, day + 1, YearsAfter(day), [&](absl::CivilDay occurrence) {
    next = occurrence;
    return false;
  });
  return next;
}

std::optional<absl::CivilDay> RecurrenceRule::LastDay(absl::CivilSecond start) const {
  if (!Ends(*parts_)) return std::nullopt;
  const absl::CivilDay first(start);
  std::optional<absl::CivilDay> last;
  int visited = 0;
  ForEach(start, first, YearsAfter(first), [&](absl::CivilDay day) {
    last = day;
    ++visited;
    return true;
  });
  const bool reached = parts_->until ? LastPossibleDay(*parts_, start) <= YearsAfter(first)
                                     : visited == parts_->count;
  return reached ? last : std::nullopt;
}

bool RecurrenceRule::IsAlikeButForEnd(const RecurrenceRule& other, absl::CivilDay first) const {
  return RecurrenceDays(*parts_, first).IsAlike(RecurrenceDays(*other.parts_, first));
}

bool RecurrenceRule::EndsNoLater(const RecurrenceRule& other, absl::CivilSecond start) const {
  const RecurrenceParts& mine = *parts_;
  const RecurrenceParts& theirs = *other.parts_;
  if (!Ends(theirs)) return true;
  if (!Ends(mine)) return false;
  if (mine.count != 0 && theirs.count != 0) return mine.count <= theirs.count;
  if (mine.until && theirs.until && *mine.until <= *theirs.until) return true;
  const auto last = LastDay(start), others_last = other.LastDay(start);
  return last && others_last && *last <= *others_last;
}

}  // namespace taqvim::schedule
