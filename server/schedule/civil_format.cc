#include "absl/strings/str_format.h"
#include "server/schedule/civil.h"
#include "server/schedule/civil_parts.h"
#include "server/schedule/strings.h"
#include "server/schedule/zone_data.h"

namespace taqvim::schedule {
namespace {

// Whether both ends are midnights.
bool IsWholeDays(absl::CivilSecond start, absl::CivilSecond end) {
  return start == absl::CivilDay(start) && end == absl::CivilDay(end);
}

std::string FormatWholeDays(absl::CivilDay first, absl::CivilDay last) {
  if (first == last) return Cat(FormatDay(first), ", the whole day");
  return Cat(FormatDay(first), " to ", FormatDay(last), ", whole days");
}

std::string FormatRange(absl::CivilSecond start, absl::CivilSecond end) {
  if (IsWholeDays(start, end))
    return FormatWholeDays(absl::CivilDay(start), absl::CivilDay(end) - 1);
  const bool same_day = absl::CivilDay(start) == absl::CivilDay(end);
  const std::string last = FormatLocal(end);
  return Cat(FormatLocal(start), " to ", same_day ? last.substr(last.find(' ') + 1) : last);
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
  const absl::CivilSecond start = zone.At(absl::FromUnixSeconds(interval.start)).cs;
  const std::string where = Cat(" (", NameOf(zone), ")");
  if (interval.end == storage::Interval::kForever) {
    return Cat("from ", FormatLocal(start), " on", where);
  }
  return Cat(FormatRange(start, zone.At(absl::FromUnixSeconds(interval.end)).cs), where);
}

}  // namespace taqvim::schedule
