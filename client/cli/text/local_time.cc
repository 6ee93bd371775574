#include "client/cli/text/local_time.h"

#include "absl/strings/str_cat.h"

namespace taqvim::cli {
namespace {

using TimeInfo = absl::TimeZone::TimeInfo;

// In seconds of a civil day.
constexpr absl::civil_diff_t kDay = 24 * 60 * 60;

}  // namespace

absl::TimeZone ZoneNamed(const std::string& name) {
  absl::TimeZone zone;
  const bool known = !name.empty() && absl::LoadTimeZone(name, &zone);
  return known ? zone : absl::UTCTimeZone();
}

std::string LocalTime(absl::Time time, const std::string& zone_name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  const bool known = !zone_name.empty() && absl::LoadTimeZone(zone_name, &zone);
  return absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M", time, zone),
                      known ? OffsetIfShownTwice(time, zone) : "Z");
}

std::string OffsetIfShownTwice(absl::Time time, const absl::TimeZone& zone) {
  const bool twice = zone.At(absl::ToCivilSecond(time, zone)).kind == TimeInfo::REPEATED;
  return twice ? absl::FormatTime("%Ez", time, zone) : "";
}

std::string OffsetIfShownTwice(absl::CivilSecond local, const absl::TimeZone& zone) {
  const TimeInfo info = zone.At(local);
  return info.kind == TimeInfo::REPEATED ? absl::FormatTime("%Ez", info.pre, zone) : "";
}

std::string DayText(absl::CivilDay day) {
  return absl::FormatTime("%a %Y-%m-%d", absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

std::string HoursText(absl::Time start, absl::Time end, const absl::TimeZone& zone) {
  const auto clock = [&](absl::Time time) {
    return absl::FormatTime("%H:%M", time, zone) + OffsetIfShownTwice(time, zone);
  };
  const absl::CivilDay last = absl::ToCivilDay(end, zone);
  const bool later = absl::ToCivilSecond(end, zone) - absl::ToCivilSecond(start, zone) >= kDay;
  return absl::StrCat(clock(start), "-", later ? absl::FormatCivilTime(last) + " " : "",
                      clock(end));
}

}  // namespace taqvim::cli
