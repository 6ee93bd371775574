// What libical reads of what is written: the same titles and the same instants, by the zones
// that stand in the calendar.
#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>
#include <random>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/calendar.h"
#include "client/web/calendar/testing/random_calendar.h"

namespace taqvim::web {
namespace {

using Calendar = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

Calendar Parse(const std::string& bytes) {
  return Calendar(icalcomponent_new_from_string(bytes.c_str()), icalcomponent_free);
}

absl::Time InstantOf(const icaltimetype& time) {
  return absl::FromTimeT(icaltime_as_timet_with_zone(time, icaltime_get_timezone(time)));
}

std::string TextOrNone(const char* text) { return text == nullptr ? "" : text; }

void CheckEntry(icalcomponent* read, const ExpectedEntry& expected) {
  EXPECT_EQ(TextOrNone(icalcomponent_get_uid(read)), expected.uid);
  EXPECT_EQ(TextOrNone(icalcomponent_get_summary(read)), expected.summary);
  EXPECT_EQ(TextOrNone(icalcomponent_get_description(read)), expected.description);
  const icaltimetype start = icalcomponent_get_dtstart(read);
  const icaltimetype end = icalcomponent_get_dtend(read);
  EXPECT_EQ(icaltime_is_date(start) != 0, expected.days);
  EXPECT_EQ(InstantOf(start), expected.start) << icalcomponent_as_ical_string(read);
  EXPECT_EQ(InstantOf(end), expected.end) << icalcomponent_as_ical_string(read);
}

// By UID, as entries are not in the order in which they were given.
const ExpectedEntry* Find(const ExpectedCalendar& expected, const std::string& uid) {
  for (const ExpectedEntry& entry : expected.entries) {
    if (entry.uid == uid) return &entry;
  }
  return nullptr;
}

void CheckCalendar(const ExpectedCalendar& expected) {
  const std::string bytes = WithUnknownZones(WriteCalendar(expected.calendar).value());
  const Calendar read = Parse(bytes);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(icalcomponent_count_errors(read.get()), 0);
  size_t count = 0;
  for (icalcomponent* entry = icalcomponent_get_first_component(read.get(), ICAL_VEVENT_COMPONENT);
       entry != nullptr;
       entry = icalcomponent_get_next_component(read.get(), ICAL_VEVENT_COMPONENT)) {
    const ExpectedEntry* its = Find(expected, TextOrNone(icalcomponent_get_uid(entry)));
    ASSERT_NE(its, nullptr);
    CheckEntry(entry, *its);
    ++count;
  }
  EXPECT_EQ(count, expected.entries.size());
}

TEST(ReadByLibicalTest, HasTheSameTitlesAndInstants) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 100 && !HasFailure(); ++i) CheckCalendar(RandomCalendar(random, 8));
}

}  // namespace
}  // namespace taqvim::web
