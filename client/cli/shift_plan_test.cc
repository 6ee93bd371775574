#include "client/cli/shift_plan.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/well_known.h"
#include "client/cli/yaml_filler.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::Event EventFrom(const std::string& text) {
  v1::Event event;
  const absl::Status status = FillFromYaml(YAML::Load(text), "", &event);
  EXPECT_TRUE(status.ok()) << status;
  return event;
}

ShiftedEvent Shifted(const std::string& text, int days) {
  auto shifted = Shift(EventFrom(text), days);
  EXPECT_TRUE(shifted.ok()) << shifted.status();
  return shifted.ok() ? *shifted : ShiftedEvent();
}

std::string Text(const google::protobuf::Message& message) {
  return FindTextType(*message.GetDescriptor())->format(message);
}

// When it starts after the move, in Berlin, where the clocks are set back on
// 26 October 2025 and on 25 October 2026.
std::string StartAfter(const std::string& start, int days) {
  const auto shifted =
      Shifted("{start: " + start + ", end: 2025-10-27T00:00, time_zone: Europe/Berlin}", days);
  return Text(shifted.after.period().timed().start());
}

TEST(Shift, MovesStopsPeriodsAndTheBookingsThatHaveTheirOwn) {
  const auto days = Shifted(R"(
stops: [{city: Astana, first_day: 2025-10-30, last_day: 2025-11-02}]
bookings: [{id: who, participant: p, first_day: 2025-10-30, last_day: 2025-10-31}]
)",
                            7);
  EXPECT_THAT(days.mask, ElementsAre("culture_days.stops", "bookings"));
  EXPECT_EQ(Text(days.after.culture_days().stops(0).last_day()), "2025-11-09");
  EXPECT_EQ(Text(days.after.bookings(0).period().dated().last_day()), "2025-11-07");
  const auto concert = Shifted(R"(
{start: 2025-10-30T18:00, end: 2025-10-30T20:00, bookings: [{id: hall, space: a/b}]}
)",
                               -30);
  EXPECT_THAT(concert.mask, ElementsAre("period"));
  EXPECT_EQ(Text(concert.after.period().timed().end()), "2025-09-30T20:00");
}

TEST(Shift, LeavesAPermanentDisplayWithoutAnEnd) {
  const auto shifted = Shifted("{first_day: 2025-10-10}", 1);
  EXPECT_EQ(Text(shifted.after.period().dated().first_day()), "2025-10-11");
  EXPECT_FALSE(shifted.after.period().dated().has_last_day());
}

TEST(Shift, MovesWhatRepeatsWithItsRuleAndExceptions) {
  const auto shifted = Shifted(R"(
start: 2025-10-07T18:00
end: 2025-10-07T19:00
rule: FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20251230
excluded_days: [2025-10-14]
moved_occurrences: [{day: 2025-10-21, start: 2025-10-22T18:00, end: 2025-10-22T19:00}]
)",
                               7);
  const v1::Recurrence& recurrence = shifted.after.recurrence();
  EXPECT_THAT(shifted.mask, ElementsAre("period", "recurrence"));
  EXPECT_EQ(recurrence.rule(), "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260106");
  EXPECT_EQ(Text(recurrence.excluded_days(0)), "2025-10-21");
  EXPECT_EQ(Text(recurrence.moved_occurrences(0).day()), "2025-10-28");
  EXPECT_EQ(Text(recurrence.moved_occurrences(0).period().timed().start()), "2025-10-29T18:00");
}

TEST(Shift, SaysWhyARuleCannotBeMoved) {
  v1::Event event =
      EventFrom("{start: 2025-10-07T18:00, end: 2025-10-07T19:00, rule: FREQ=MONTHLY;BYDAY=1TU}");
  event.set_name("events/talks");
  const absl::Status status = Shift(event, 7).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("events/talks repeats by FREQ=MONTHLY;BYDAY=1TU"),
                    HasSubstr("weekdays of months")));
}

TEST(Shift, DropsAnOffsetOnADayOnWhichTheClocksShowTheTimeOnce) {
  EXPECT_EQ(StartAfter("2025-10-26T02:30+01:00", 7), "2025-11-02T02:30");
  EXPECT_EQ(StartAfter("2025-10-10T02:30+02:00", 1), "2025-10-11T02:30");
}

TEST(Shift, KeepsWhichOfTwoTimesIsMeantOnADayThatHasTwo) {
  EXPECT_EQ(StartAfter("2025-10-26T02:30+02:00", 364), "2026-10-25T02:30+02:00");
  EXPECT_EQ(StartAfter("2025-10-26T02:30+01:00", 364), "2026-10-25T02:30+01:00");
}

TEST(Shift, TakesTheEarlierOfTwoTimesWhereThereWasOne) {
  EXPECT_EQ(StartAfter("2025-10-25T02:30", 1), "2025-10-26T02:30+02:00");
}

TEST(Shift, KeepsAnEndBehindItsStart) {
  const auto shifted = Shifted(
      "{start: '2025-10-26T02:45+01:00', end: '2025-10-26T02:50+01:00', time_zone: Europe/Berlin}",
      364);
  EXPECT_EQ(Text(shifted.after.period().timed().end()), "2026-10-25T02:50+01:00");
  // From 01:45 to the second 02:15 it is told by the end alone.
  const auto night =
      Shifted("{start: 2025-10-25T02:45, end: 2025-10-25T03:15, time_zone: Europe/Berlin}", 1);
  EXPECT_EQ(Text(night.after.period().timed().start()), "2025-10-26T02:45+02:00");
  EXPECT_EQ(Text(night.after.period().timed().end()), "2025-10-26T03:15");
}

TEST(Shift, ReadsEachBookingInItsOwnZone) {
  const auto shifted = Shifted(R"(
time_zone: Asia/Almaty
start: 2025-10-25T02:30
end: 2025-10-25T04:00
bookings:
  - {id: a, space: x/a, time_zone: Europe/Berlin, start: 2025-10-25T02:30, end: 2025-10-25T04:00}
  - {id: b, space: y/b, time_zone: Asia/Almaty, start: 2025-10-25T02:30, end: 2025-10-25T04:00}
)",
                               1);
  EXPECT_FALSE(shifted.after.period().timed().start().has_utc_offset());
  EXPECT_EQ(Text(shifted.after.bookings(0).period().timed().start()), "2025-10-26T02:30+02:00");
  EXPECT_FALSE(shifted.after.bookings(1).period().timed().start().has_utc_offset());
}

TEST(Shift, ThereAndBackAgainIsTheSame) {
  const std::string text = R"(
name: events/talks
start: 2025-10-07T18:00
end: 2025-10-07T19:00
rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;UNTIL=20251230
excluded_days: [2025-10-12]
bookings: [{id: hall, space: a/b, start: 2025-10-07T17:00, end: 2025-10-07T19:00}]
)";
  for (const int days : {1, 3, 7, 30, 365}) {
    const auto back = Shift(Shifted(text, days).after, -days);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(EventFrom(text), back->after))
        << days << "\n"
        << back->after.DebugString();
  }
}

TEST(WritesOf, UpdatesWhatMovedUnderItsEtag) {
  v1::Event event = EventFrom("{name: events/gala, etag: e, first_day: 2025-10-10}");
  const auto writes = WritesOf({*Shift(event, 1)}, {v1::CONFLICT_RULE_HOLD_AHEAD});
  ASSERT_EQ(writes.size(), 1);
  EXPECT_EQ(writes[0].update().event().etag(), "e");
  EXPECT_THAT(writes[0].update().update_mask().paths(), ElementsAre("period"));
  EXPECT_THAT(writes[0].update().overrides(), ElementsAre(v1::CONFLICT_RULE_HOLD_AHEAD));
}

TEST(WhenOf, ReadsAsPeopleWriteIt) {
  EXPECT_EQ(WhenOf(EventFrom("{start: 2025-10-10T18:00, end: 2025-10-10T20:00}")),
            "2025-10-10 18:00 to 20:00");
  EXPECT_EQ(WhenOf(EventFrom("{start: '2025-10-26T02:30+02:00', end: '2025-10-26T02:30+01:00'}")),
            "2025-10-26 02:30+02:00 to 02:30+01:00");
  EXPECT_EQ(WhenOf(EventFrom("{first_day: 2025-10-10}")), "from 2025-10-10");
  EXPECT_EQ(WhenOf(EventFrom("{stops: [{city: B, first_day: 2025-10-12, last_day: 2025-10-13}, "
                             "{city: A, first_day: 2025-10-09, last_day: 2025-10-11}]}")),
            "2025-10-09 to 2025-10-13");
}

}  // namespace
}  // namespace taqvim::cli
