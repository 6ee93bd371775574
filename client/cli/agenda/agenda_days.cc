#include "client/cli/agenda/agenda_days.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

absl::StatusOr<absl::CivilDay> DaySaid(absl::string_view text, const ReadAt& at,
                                       std::optional<absl::CivilDay> from = std::nullopt) {
  absl::CivilDay day;
  const std::string read = ReadDay(text, at, from).text;
  if (read.size() == 10 && absl::ParseCivilTime(read, &day)) return day;
  return UsageError(absl::StrCat("\"", text,
                                 "\" is not today, tomorrow, friday, week, month, a date such as "
                                 "2026-10-10, or two of them such as 2026-10-10..2026-10-14.",
                                 AdviceOn(text)));
}

}  // namespace

absl::StatusOr<AgendaDays> ReadAgendaDays(absl::string_view text, const ReadAt& at) {
  const auto today = absl::ToCivilDay(at.now, at.zone);
  if (text.empty() || text == "week") return AgendaDays{today, today + 6};
  if (text == "month") return AgendaDays{today, today + 29};
  const size_t dots = text.find("..");
  ASSIGN_OR_RETURN(const auto first, DaySaid(text.substr(0, dots), at));
  if (dots == absl::string_view::npos) return AgendaDays{first, first};
  ASSIGN_OR_RETURN(const auto last, DaySaid(text.substr(dots + 2), at, first));
  if (last < first || last - first >= kMostAgendaDays) {
    return UsageError(absl::StrCat("\"", text,
                                   "\": the last day is not before the first, and an agenda has at "
                                   "most ",
                                   kMostAgendaDays, " days."));
  }
  return AgendaDays{first, last};
}

}  // namespace taqvim::cli
