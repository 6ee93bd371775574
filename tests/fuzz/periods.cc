// Periods in zones whose clocks skip and repeat hours and days: one that the checks let
// pass takes time, is shown and read as what it is, and all that is derived agrees.
#include <string>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/check.h"
#include "server/schedule/time/civil.h"
#include "tests/fuzz/input.h"

namespace schedule = taqvim::schedule;
namespace v1 = taqvim::v1;
using google::protobuf::util::MessageDifferencer;
using taqvim::storage::Interval;

namespace {

// Half-hour steps, a whole day that is skipped, a year without summer, old offsets of odd
// seconds, one without changes.
constexpr const char* kZones[] = {"Asia/Almaty",          "Europe/Berlin",  "Pacific/Apia",
                                  "Australia/Lord_Howe",  "Asia/Samarkand", "Africa/Casablanca",
                                  "America/Scoresbysund", "Asia/Baku"};

void ReadDate(taqvim::fuzz::Input& input, google::type::Date& date) {
  date.set_year(input.Within(0, 9999));
  date.set_month(input.Within(0, 13));
  date.set_day(input.Within(0, 32));
}

void ReadTime(taqvim::fuzz::Input& input, google::type::DateTime& time) {
  time.set_year(input.Within(0, 9999));
  time.set_month(input.Within(0, 13));
  time.set_day(input.Within(0, 32));
  time.set_hours(input.Within(0, 24));
  time.set_minutes(input.Within(0, 60));
  time.set_seconds(input.Within(0, 60));
  if (const int offset = input.Within(0, 60); offset > 0) {
    time.mutable_utc_offset()->set_seconds((offset - 30) * 1800);
  }
}

v1::Period ReadPeriod(taqvim::fuzz::Input& input) {
  v1::Period period;
  if (input.Byte() % 2 == 0) {
    ReadTime(input, *period.mutable_timed()->mutable_start());
    ReadTime(input, *period.mutable_timed()->mutable_end());
  } else {
    ReadDate(input, *period.mutable_dated()->mutable_first_day());
    if (input.Byte() % 4 != 0) {
      ReadDate(input, *period.mutable_dated()->mutable_last_day());
    } else {
      period.mutable_dated()->set_permanent(true);
    }
  }
  return period;
}

bool IsRight(const v1::Period& period, const absl::TimeZone& zone) {
  schedule::FieldErrors errors;
  schedule::CheckPeriodInZone(period, zone, errors);
  return errors.empty();
}

void CheckReadings(const v1::Period& period, const absl::TimeZone& zone) {
  for (const v1::Period& reading : schedule::ReadingsOf(period, zone)) {
    CHECK(IsRight(reading, zone));
    CHECK(schedule::DaysOf(reading).first == schedule::DaysOf(period).first);
  }
}

// One that can be said in the zone.
void CheckSaid(const v1::Period& period, const absl::TimeZone& zone) {
  CHECK(schedule::Occurs(period, zone));
  const Interval interval = schedule::IntervalOf(period, zone);
  const v1::Period shown = schedule::ShownPeriod(period, zone);
  CHECK(schedule::IntervalOf(shown, zone) == interval);
  CHECK(MessageDifferencer::Equals(schedule::ShownPeriod(shown, zone), shown));
  v1::Booking booking;
  CHECK(schedule::OccupiedInterval(booking, period, interval, zone) == interval);
  CHECK(schedule::AnnouncedInterval(booking, period, interval, zone) == interval);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const absl::TimeZone zone = schedule::FindZone(kZones[input.Byte() % std::size(kZones)]).value();
  const v1::Period period = ReadPeriod(input);
  schedule::FieldErrors errors;
  schedule::CheckPeriod(period, errors);
  if (!errors.empty()) return 0;

  const Interval interval = schedule::IntervalOf(period, zone);
  CHECK(interval.start < interval.end);
  const schedule::CivilDays days = schedule::DaysOf(period),
                            touched = schedule::DaysIn(interval, zone);
  CHECK(days.first <= days.last);
  CHECK(touched.first <= touched.last);
  CHECK(!schedule::FormatInterval(interval, zone).empty());
  CheckReadings(period, zone);
  if (IsRight(period, zone)) CheckSaid(period, zone);
  return 0;
}
