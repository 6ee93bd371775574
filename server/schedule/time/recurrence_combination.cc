// Which parts of a rule may stand beside which, by the text of section 3.3.10: a part of
// recurrence_parts.h.
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/time/recurrence_parts.h"

namespace taqvim::schedule {
namespace {

const char* NameOf(Frequency frequency) {
  switch (frequency) {
    case Frequency::kDaily:
      return "DAILY";
    case Frequency::kWeekly:
      return "WEEKLY";
    case Frequency::kMonthly:
      return "MONTHLY";
    case Frequency::kYearly:
      break;
  }
  return "YEARLY";
}

absl::Status Wrong(const std::string& what, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("has ", what, why));
}

absl::Status Beside(const RecurrenceParts& parts, const char* part, const char* why) {
  return Wrong(part, absl::StrCat(" beside FREQ=", NameOf(parts.frequency), "; ", why));
}

absl::Status CheckNumberedWeekdays(const RecurrenceParts& parts) {
  if (parts.numbered_weekdays.empty()) return absl::OkStatus();
  if (parts.frequency == Frequency::kDaily || parts.frequency == Frequency::kWeekly) {
    return Beside(parts, "numbers in BYDAY",
                  "they count the days of a month or a year, so they are for MONTHLY and YEARLY; "
                  "leave them out");
  }
  if (!parts.weeks.empty()) {
    return Wrong("numbers in BYDAY",
                 " beside BYWEEKNO; a week has each day once, so leave them out");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCombination(const RecurrenceParts& parts) {
  const bool yearly = parts.frequency == Frequency::kYearly;
  if (!parts.weeks.empty() && !yearly) {
    return Beside(parts, "BYWEEKNO",
                  "weeks have numbers in a year, so it is for FREQ=YEARLY alone");
  }
  if (!parts.year_days.empty() && !yearly) {
    return Beside(parts, "BYYEARDAY",
                  "it counts the days of a year, so it is for FREQ=YEARLY alone");
  }
  if (!parts.month_days.empty() && parts.frequency == Frequency::kWeekly) {
    return Beside(parts, "BYMONTHDAY",
                  "a week has no days of the month, so it is for DAILY, MONTHLY and YEARLY");
  }
  RETURN_IF_ERROR(CheckNumberedWeekdays(parts));
  const bool chooses = parts.months.any() || !parts.weeks.empty() || !parts.year_days.empty() ||
                       !parts.month_days.empty() || parts.has_weekdays();
  if (!parts.positions.empty() && !chooses) {
    return Wrong("BYSETPOS", ", which chooses among the days of another BY part; add that");
  }
  if (parts.count != 0 && parts.until) {
    return Wrong("both COUNT and UNTIL", "; only one can end it");
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
