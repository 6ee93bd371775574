#include "server/schedule/time/venue_zone.h"

#include "absl/strings/str_cat.h"
#include "server/base/errors.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

absl::StatusOr<absl::TimeZone> ZoneOfVenue(const v1::Venue& venue) {
  auto zone = FindZone(venue.time_zone());
  if (zone.ok()) return zone;
  return IllegalState(
      venue.name(),
      absl::StrCat("is in the time zone ", venue.time_zone(),
                   ", whose rules the server does not have; ask its operator to install the time "
                   "zone data that has them"));
}

}  // namespace taqvim::schedule
