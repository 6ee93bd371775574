#include "client/web/calendar/written_hours.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/web/calendar/observances.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

absl::Time InstantOf(const EntryTime& time, const absl::TimeZone& zone) {
  if (!time.utc_offset.has_value()) return zone.At(time.local).pre;
  return absl::FromCivil(time.local, absl::UTCTimeZone()) - *time.utc_offset;
}

bool IsShownTwice(absl::Time time, const absl::TimeZone& zone) {
  return zone.At(absl::ToCivilSecond(time, zone)).kind == absl::TimeZone::TimeInfo::REPEATED;
}

bool IsObserved(absl::Time time) { return FirstObserved() <= time && time <= LastObserved(); }

// Years of four digits, and none that is another in some zone.
bool IsWritable(absl::CivilSecond time) { return 1 <= time.year() && time.year() <= 9999; }

bool IsUtc(const std::string& name) { return name == "UTC" || name == "Etc/UTC"; }

// What would mean something else in a parameter, or leave the folder of zones, is no name; nor
// is `localtime`, which is another zone on each machine, or `right/...`: IANA's begin with a
// capital.
bool IsName(const std::string& name) {
  return !name.empty() && absl::ascii_isupper(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
         });
}

}  // namespace

absl::StatusOr<absl::TimeZone> KnownZone(const std::string& name) {
  absl::TimeZone zone;
  if (IsName(name) && absl::LoadTimeZone(name, &zone)) return zone;
  return absl::InvalidArgumentError(
      absl::StrCat("The time zone \"", absl::CHexEscape(name), "\" is not known here."));
}

absl::StatusOr<WrittenHours> HoursAsWritten(const EntryHours& hours) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, KnownZone(hours.zone));
  if (!IsWritable(hours.start.local) || !IsWritable(hours.end.local)) {
    return absl::InvalidArgumentError("Only times of the years 1 to 9999 can be written.");
  }
  WrittenHours written{.first = InstantOf(hours.start, zone), .last = InstantOf(hours.end, zone)};
  if (written.last < written.first) {
    return absl::InvalidArgumentError(
        absl::StrCat("It would end at ", absl::FormatCivilTime(hours.end.local),
                     ", before it starts at ", absl::FormatCivilTime(hours.start.local), "."));
  }
  written.by_zone = !IsUtc(hours.zone) && IsObserved(written.first) && IsObserved(written.last) &&
                    !IsShownTwice(written.first, zone) && !IsShownTwice(written.last, zone);
  const absl::TimeZone shown = written.by_zone ? zone : absl::UTCTimeZone();
  written.start = absl::ToCivilSecond(written.first, shown);
  written.end = absl::ToCivilSecond(written.last, shown);
  if (!IsWritable(written.start) || !IsWritable(written.end)) {
    return absl::InvalidArgumentError("Only times of the years 1 to 9999 can be written.");
  }
  return written;
}

std::string DateTimeForm(absl::CivilSecond time) {
  return absl::StrFormat("%sT%02d%02d%02d", DateForm(absl::CivilDay(time)), time.hour(),
                         time.minute(), time.second());
}

std::string DateForm(absl::CivilDay day) {
  return absl::StrFormat("%04d%02d%02d", day.year(), day.month(), day.day());
}

std::string UtcForm(absl::Time time) {
  return absl::StrCat(DateTimeForm(absl::ToCivilSecond(time, absl::UTCTimeZone())), "Z");
}

}  // namespace taqvim::web
