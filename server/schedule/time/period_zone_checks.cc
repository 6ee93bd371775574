// Whether a period has instants in a zone: a part of civil.h.
#include <optional>

#include "server/base/strings.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/civil_parts.h"
#include "server/schedule/time/zone_rules.h"

namespace taqvim::schedule {
namespace {

using google::type::DateTime;
using TimeInfo = absl::TimeZone::TimeInfo;

int OffsetAt(absl::Time time, const absl::TimeZone& zone) { return zone.At(time).offset; }

// As people write it: `+05:00`.
std::string OffsetText(absl::Time time, const absl::TimeZone& zone) {
  return absl::FormatTime("%Ez", time, zone);
}

// The local time with its offset, and the instant that it is then.
std::string WithOffset(absl::CivilSecond local, absl::Time time, const absl::TimeZone& zone) {
  return Cat(FormatLocal(local), OffsetText(time, zone), " (", FormatInstant(time), ")");
}

std::string LocalWithInstant(absl::Time time, const absl::TimeZone& zone) {
  return Cat(FormatLocal(zone.At(time).cs), " (", FormatInstant(time), ")");
}

void AddSkipped(std::string_view field, absl::CivilSecond local, const TimeInfo& info,
                const absl::TimeZone& zone, FieldErrors& errors) {
  errors.Add(field,
             Cat(FormatLocal(local), " does not occur in ", NameOf(zone),
                 ", because the clocks skip it; it could be ", LocalWithInstant(info.post, zone),
                 " or ", LocalWithInstant(info.pre, zone)),
             v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
}

void AddAmbiguous(std::string_view field, absl::CivilSecond local, const TimeInfo& info,
                  const absl::TimeZone& zone, FieldErrors& errors) {
  errors.Add(field,
             Cat(FormatLocal(local), " occurs twice in ", NameOf(zone),
                 ", because the clocks are set back; say which with its offset from UTC: ",
                 WithOffset(local, info.pre, zone), " or ", WithOffset(local, info.post, zone)),
             v1::ERROR_REASON_LOCAL_TIME_AMBIGUOUS);
}

void AddWrongOffset(std::string_view field, absl::CivilSecond local, const TimeInfo& info,
                    const absl::TimeZone& zone, FieldErrors& errors) {
  const std::string earlier = OffsetText(info.pre, zone);
  const std::string later = OffsetText(info.post, zone);
  errors.Add(Cat(field, ".utc_offset"),
             Cat("is not in force in ", NameOf(zone), " at ", FormatLocal(local), "; use ", earlier,
                 earlier == later ? " or leave it out" : Cat(" or ", later)));
}

// The instant of the zone that the local time is; none, with an error added, when
// it is not exactly one.
std::optional<absl::Time> InstantInZone(std::string_view field, const DateTime& date_time,
                                        const absl::TimeZone& zone, FieldErrors& errors) {
  const absl::CivilSecond local = ToCivilSecond(date_time);
  const TimeInfo info = zone.At(local);
  if (info.kind == TimeInfo::SKIPPED) {
    AddSkipped(field, local, info, zone, errors);
    return std::nullopt;
  }
  if (!date_time.has_utc_offset()) {
    if (info.kind == TimeInfo::UNIQUE) return info.pre;
    AddAmbiguous(field, local, info, zone, errors);
    return std::nullopt;
  }
  const int64_t offset = date_time.utc_offset().seconds();
  if (offset == OffsetAt(info.pre, zone)) return info.pre;
  if (offset == OffsetAt(info.post, zone)) return info.post;
  AddWrongOffset(field, local, info, zone, errors);
  return std::nullopt;
}

void CheckTimedInZone(const v1::TimedPeriod& timed, const absl::TimeZone& zone,
                      FieldErrors& errors) {
  const auto start = InstantInZone("timed.start", timed.start(), zone, errors);
  const auto end = InstantInZone("timed.end", timed.end(), zone, errors);
  if (start.has_value() && end.has_value() && *end <= *start) {
    errors.Add("timed.end", Cat("must be later than the start, which is ", FormatInstant(*start),
                                " in ", NameOf(zone)));
  }
}

void CheckDatedInZone(const v1::Period& period, const absl::TimeZone& zone, FieldErrors& errors) {
  if (Occurs(period, zone)) return;
  const CivilDays days = DaysOf(period);
  errors.Add("dated.first_day",
             Cat(FormatDay(days.first), " to ", FormatDay(days.last), " does not occur in ",
                 NameOf(zone), ", because its calendar skips it; it could be ",
                 FormatDay(days.first - 1), " or ", FormatDay(days.last + 1)),
             v1::ERROR_REASON_LOCAL_TIME_SKIPPED);
}

}  // namespace

void CheckPeriodInZone(const v1::Period& period, const absl::TimeZone& zone, FieldErrors& errors) {
  if (period.has_timed()) {
    CheckTimedInZone(period.timed(), zone, errors);
  } else {
    CheckDatedInZone(period, zone, errors);
  }
}

}  // namespace taqvim::schedule
