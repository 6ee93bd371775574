// The request for what is free: a part of requests.h.
#include "server/base/names.h"
#include "server/base/strings.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::Duration;
using google::protobuf::RepeatedPtrField;
using storage::Kind;

constexpr int kMostItems = 10;
constexpr int kMostPlaces = 100;
constexpr int kMostParticipants = 20;
constexpr int kMostAttendance = 1'000'000;
constexpr int kMostDaysSearched = 366;
constexpr int64_t kMinute = 60;
constexpr int64_t kDay = 24 * 3600;

// A duration from `least` to `most` seconds, in whole units.
void CheckDuration(std::string_view field, const Duration& duration, int64_t unit, int64_t least,
                   int64_t most, FieldErrors& errors) {
  const int64_t seconds = duration.seconds();
  const bool whole = duration.nanos() == 0 && seconds % unit == 0;
  if (whole && seconds >= least && seconds <= most) return;
  errors.Add(field, Cat("must be whole ", unit == kMinute ? "minutes" : "seconds", ", ", least,
                        "s to ", most, "s"));
}

void CheckLength(const v1::SlotItem& item, FieldErrors& errors) {
  switch (item.length_case()) {
    case v1::SlotItem::kDuration:
      return CheckDuration("duration", item.duration(), kMinute, kMinute, 31 * kDay, errors);
    case v1::SlotItem::kDays:
      return CheckRange("days", item.days(), 1, kMostDaysSearched, errors);
    case v1::SlotItem::LENGTH_NOT_SET:
      errors.Add("", "says no length; set duration, or days for whole days");
  }
}

void CheckAround(const v1::SlotItem& item, FieldErrors& errors) {
  CheckDuration("set_up", item.set_up(), 1, 0, 31 * kDay, errors);
  CheckDuration("tear_down", item.tear_down(), 1, 0, 31 * kDay, errors);
  CheckRange("set_up_days", item.set_up_days(), 0, kMostDaysSearched, errors);
  CheckRange("tear_down_days", item.tear_down_days(), 0, kMostDaysSearched, errors);
  const bool in_seconds = item.set_up().seconds() != 0 || item.tear_down().seconds() != 0;
  const bool in_days = item.set_up_days() != 0 || item.tear_down_days() != 0;
  if (item.has_days() && in_seconds) {
    errors.Add(item.set_up().seconds() != 0 ? "set_up" : "tear_down",
               "is for items with a duration; for whole days send set_up_days and tear_down_days");
  }
  if (item.has_duration() && in_days) {
    errors.Add(item.set_up_days() != 0 ? "set_up_days" : "tear_down_days",
               "is for items of whole days; with a duration send set_up and tear_down");
  }
}

template <class Check>
void CheckEach(std::string_view field, const RepeatedPtrField<std::string>& values, Check check,
               FieldErrors& errors) {
  CheckSize(field, values.size(), 0, kMostPlaces, errors);
  if (values.size() > kMostPlaces) return;
  for (int i = 0; i < values.size(); ++i) {
    FieldErrors::Scope scope(errors, field, i);
    check("", values[i], Demand::kRequired, errors);
  }
}

void CheckWhere(const v1::SlotItem& item, FieldErrors& errors) {
  CheckNames(Kind::kSpace, "spaces", item.spaces(), kMostPlaces, errors);
  CheckNames(Kind::kVenue, "venues", item.venues(), kMostPlaces, errors);
  CheckEach("cities", item.cities(), CheckCity, errors);
  CheckEach("countries", item.countries(), CheckCountry, errors);
  if (item.spaces().empty() && item.venues().empty() && item.cities().empty() &&
      item.countries().empty()) {
    errors.Add("", "says no place; name spaces, venues, cities or countries");
  }
  if (!item.whole_venue()) return;
  if (!item.spaces().empty()) {
    errors.Add("spaces", "cannot be whole venues; name the venues, or leave out whole_venue");
  }
  if (item.expected_attendance() != 0) {
    errors.Add("expected_attendance", "is only for spaces, as venues have no seats; leave it out");
  }
}

void CheckItem(const v1::SlotItem& item, FieldErrors& errors) {
  CheckLength(item, errors);
  CheckAround(item, errors);
  CheckRange("expected_attendance", item.expected_attendance(), 0, kMostAttendance, errors);
  CheckWhere(item, errors);
  CheckNames(Kind::kParticipant, "participants", item.participants(), kMostParticipants, errors);
}

void CheckItems(const v1::FindSlotsRequest& request, FieldErrors& errors) {
  CheckSize("items", request.items_size(), 1, kMostItems, errors);
  if (request.items_size() > kMostItems) return;
  for (int i = 0; i < request.items_size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, "items", i);
    CheckItem(request.items(i), errors);
  }
}

// Whether it is a time of day to the minute; 24:00 is one.
bool CheckHour(std::string_view field, const google::type::TimeOfDay& time, FieldErrors& errors) {
  const bool right = time.hours() >= 0 && time.hours() <= 24 && time.minutes() >= 0 &&
                     time.minutes() <= (time.hours() == 24 ? 0 : 59) && time.seconds() == 0 &&
                     time.nanos() == 0;
  if (!right) errors.Add(field, "must be a time of day to the minute, 00:00 to 24:00");
  return right;
}

void CheckHours(const v1::FindSlotsRequest& request, FieldErrors& errors) {
  bool both = request.has_earliest_start() && request.has_latest_end();
  if (request.has_earliest_start()) {
    both &= CheckHour("earliest_start", request.earliest_start(), errors);
  }
  if (request.has_latest_end()) both &= CheckHour("latest_end", request.latest_end(), errors);
  const auto minutes = [](const google::type::TimeOfDay& time) {
    return time.hours() * 60 + time.minutes();
  };
  if (both && minutes(request.latest_end()) <= minutes(request.earliest_start())) {
    errors.Add("latest_end", "must be later than earliest_start, on the same day");
  }
}

}  // namespace

absl::Status Validate(const v1::FindSlotsRequest& request) {
  FieldErrors errors;
  CheckItems(request, errors);
  CheckWindow(request.window(), kMostDaysSearched, errors);
  CheckHours(request, errors);
  CheckSize("weekdays", request.weekdays_size(), 0, 7, errors);
  if (request.weekdays_size() <= 7) {
    CheckEnums<google::type::DayOfWeek>("weekdays", request.weekdays(), errors);
  }
  if (request.has_step()) {
    CheckDuration("step", request.step(), kMinute, 15 * kMinute, kDay, errors);
  }
  CheckDuration("min_break", request.min_break(), 1, 0, 31 * kDay, errors);
  CheckRange("within_days", request.within_days(), 0, kMostDaysSearched, errors);
  CheckPageSize(request.page_size(), errors);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
