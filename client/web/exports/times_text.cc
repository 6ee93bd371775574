#include "client/web/exports/times_text.h"

#include "absl/strings/str_cat.h"
#include "client/web/pages/listing.h"
#include "client/web/published/civil.h"
#include "client/web/words/dates.h"

namespace taqvim::web {

std::string TimesText(const v1::Period& period, const PageContext& context) {
  if (period.has_dated()) return DaysText(period, context);
  if (!period.has_timed()) return "";
  const std::string& language = context.languages.front();
  return absl::StrCat(
      DayText(DaysOf(period).first, language), ", ",
      HoursText(SecondOf(period.timed().start()), SecondOf(period.timed().end()), language));
}

}  // namespace taqvim::web
