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

// With the offset where the clocks show that time twice.
std::string FormatIn(const absl::TimeZone& zone, absl::Time time) {
  const absl::CivilSecond local = absl::ToCivilSecond(time, zone);
  const bool twice = zone.At(local).kind == absl::TimeZone::TimeInfo::REPEATED;
  return Cat(FormatLocal(local), twice ? absl::FormatTime("%Ez", time, zone) : "");
}

std::string FormatRange(absl::Time start, absl::Time end, const absl::TimeZone& zone) {
  const absl::CivilSecond first = absl::ToCivilSecond(start, zone);
  const absl::CivilSecond last = absl::ToCivilSecond(end, zone);
  if (IsWholeDays(first, last)) {
    return FormatWholeDays(absl::CivilDay(first), absl::CivilDay(last) - 1);
  }
  const bool same_day = absl::CivilDay(first) == absl::CivilDay(last);
  const std::string until = FormatIn(zone, end);
  return Cat(FormatIn(zone, start), " to ", same_day ? until.substr(until.find(' ') + 1) : until);
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
    return Cat("from ", FormatIn(zone, start), " on", where);
  }
  return Cat(FormatRange(start, absl::FromUnixSeconds(interval.end), zone), where);
}

}  // namespace taqvim::schedule
