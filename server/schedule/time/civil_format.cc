// Times and days as people read them: a part of civil.h.
#include "absl/strings/str_format.h"
#include "server/base/strings.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/civil_parts.h"
#include "server/schedule/time/zone_rules.h"

namespace taqvim::schedule {
namespace {

using TimeInfo = absl::TimeZone::TimeInfo;

// Whether a day begins at the instant, which is not midnight where that is skipped.
bool BeginsADay(absl::Time time, const absl::TimeZone& zone) {
  return StartOfDay(absl::ToCivilDay(time, zone), zone) == time;
}

std::string FormatWholeDays(const CivilDays& days) {
  if (days.first == days.last) return Cat(FormatDay(days.first), ", the whole day");
  return Cat(FormatDay(days.first), " to ", FormatDay(days.last), ", whole days");
}

// What the clocks show, with the offset where they show it twice.
std::string FormatShown(absl::Time time, const absl::TimeZone& zone) {
  const absl::CivilSecond local = zone.At(time).cs;
  const bool twice = zone.At(local).kind == TimeInfo::REPEATED;
  return Cat(FormatLocal(local), twice ? absl::FormatTime("%Ez", time, zone) : "");
}

std::string FormatRange(absl::Time start, absl::Time end, const absl::TimeZone& zone) {
  const bool same_day = absl::ToCivilDay(start, zone) == absl::ToCivilDay(end, zone);
  const std::string last = FormatShown(end, zone);
  return Cat(FormatShown(start, zone), " to ", same_day ? last.substr(last.find(' ') + 1) : last);
}

}  // namespace

std::string FormatLocal(absl::CivilSecond time) {
  std::string text = absl::StrFormat("%04d-%02d-%02d %02d:%02d", time.year(), time.month(),
                                     time.day(), time.hour(), time.minute());
  if (time.second() != 0) absl::StrAppendFormat(&text, ":%02d", time.second());
  return text;
}

std::string FormatDay(absl::CivilDay day) { return absl::FormatCivilTime(day); }

std::string FormatInstant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string FormatInterval(const storage::Interval& interval, const absl::TimeZone& zone) {
  const absl::Time start = absl::FromUnixSeconds(interval.start);
  const std::string where = Cat(" (", NameOf(zone), ")");
  if (interval.end == storage::Interval::kForever) {
    return Cat("from ", FormatShown(start, zone), " on", where);
  }
  const absl::Time end = absl::FromUnixSeconds(interval.end);
  const bool whole_days = BeginsADay(start, zone) && BeginsADay(end, zone);
  return Cat(whole_days ? FormatWholeDays(DaysIn(interval, zone)) : FormatRange(start, end, zone),
             where);
}

}  // namespace taqvim::schedule
