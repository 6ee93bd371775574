#include "client/cli/agenda/agenda_days.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

absl::StatusOr<absl::CivilDay> ReadDay(absl::string_view text, absl::CivilDay today) {
  if (text == "today") return today;
  if (text == "tomorrow") return today + 1;
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day)) return day;
  return UsageError(absl::StrCat("\"", text,
                                 "\" is not today, tomorrow, week, month, a date such as "
                                 "2026-10-10, or two of them such as 2026-10-10..2026-10-14."));
}

}  // namespace

absl::StatusOr<AgendaDays> ReadAgendaDays(absl::string_view text, absl::CivilDay today) {
  if (text.empty() || text == "week") return AgendaDays{today, today + 6};
  if (text == "month") return AgendaDays{today, today + 29};
  const size_t dots = text.find("..");
  ASSIGN_OR_RETURN(const auto first, ReadDay(text.substr(0, dots), today));
  if (dots == absl::string_view::npos) return AgendaDays{first, first};
  ASSIGN_OR_RETURN(const auto last, ReadDay(text.substr(dots + 2), today));
  if (last < first || last - first >= kMostAgendaDays) {
    return UsageError(absl::StrCat("\"", text,
                                   "\": the last day is not before the first, and an "
                                   "agenda has at most ",
                                   kMostAgendaDays, " days."));
  }
  return AgendaDays{first, last};
}

}  // namespace taqvim::cli
