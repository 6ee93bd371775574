#include "client/cli/command/moved_end.h"

#include "client/cli/text/time_forms.h"

namespace taqvim::cli {

std::string MovedEnd(absl::string_view old_start, absl::string_view old_end,
                     absl::string_view new_start) {
  const auto start = ParseLocalTimeForm(old_start), end = ParseLocalTimeForm(old_end),
             moved = ParseLocalTimeForm(new_start);
  if (!start || !end || !moved || start->offset || end->offset) return "";
  const absl::CivilSecond time = CivilOf(*moved) + (CivilOf(*end) - CivilOf(*start));
  return FormatLocalTimeForm(
      {.day = absl::CivilDay(time),
       .clock = {.hours = time.hour(), .minutes = time.minute(), .seconds = time.second()}});
}

}  // namespace taqvim::cli
