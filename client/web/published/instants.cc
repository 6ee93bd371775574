#include "client/web/published/instants.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/web/published/civil.h"

namespace taqvim::web {

absl::Time InstantOf(const google::type::DateTime& time, const std::string& zone_name) {
  const absl::CivilSecond local = SecondOf(time);
  if (time.has_utc_offset()) {
    return absl::FromCivil(local, absl::UTCTimeZone()) - absl::Seconds(time.utc_offset().seconds());
  }
  absl::TimeZone zone;
  return absl::LoadTimeZone(zone_name, &zone) ? zone.At(local).pre
                                              : absl::FromCivil(local, absl::UTCTimeZone());
}

std::string InstantText(const google::type::DateTime& time, const std::string& zone_name) {
  const absl::CivilSecond local = SecondOf(time);
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(zone_name, &zone)) return absl::FormatCivilTime(local);
  int offset = zone.At(zone.At(local).pre).offset;
  if (time.has_utc_offset()) offset = static_cast<int>(time.utc_offset().seconds());
  const int minutes = std::abs(offset) / 60;
  return absl::StrFormat("%s%c%02d:%02d", absl::FormatCivilTime(local), offset < 0 ? '-' : '+',
                         minutes / 60, minutes % 60);
}

}  // namespace taqvim::web
