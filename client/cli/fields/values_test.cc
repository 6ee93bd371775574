#include "client/cli/fields/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/contract/well_known.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const google::protobuf::FieldDescriptor& FieldOf(const google::protobuf::Message& message,
                                                 const std::string& name) {
  return *message.GetDescriptor()->FindFieldByName(name);
}

// What the message's field shows after it was set from the text; the error's
// message when it was refused.
std::string RoundTrip(google::protobuf::Message&& message, const std::string& field,
                      const std::string& text) {
  auto status = SetText(FieldOf(message, field), text, &message);
  return status.ok() ? GetText(message, FieldOf(message, field)) : std::string(status.message());
}

TEST(Dates, AreReadAndWrittenAsIso) {
  EXPECT_EQ(RoundTrip(v1::DatedPeriod(), "first_day", "2025-10-10"), "2025-10-10");
  EXPECT_EQ(RoundTrip(v1::DatedPeriod(), "first_day", "2024-02-29"), "2024-02-29");
}

TEST(Dates, ThatDoNotExistAreRefused) {
  for (const char* text : {"2025-02-29", "2025-13-01", "10.10.2025", "2025-10", "", "today"}) {
    EXPECT_THAT(RoundTrip(v1::DatedPeriod(), "first_day", text), HasSubstr("is not a date"))
        << text;
  }
}

TEST(LocalTimes, HaveNoZoneAndMayHaveAnOffset) {
  for (const char* text : {"2025-10-10T18:00", "2025-10-10T18:00:30", "2025-10-10T18:00+05:00",
                           "2025-10-10T18:00-03:30", "2025-10-10T18:00Z"}) {
    EXPECT_EQ(RoundTrip(v1::TimedPeriod(), "start", text), text);
  }
  EXPECT_EQ(RoundTrip(v1::TimedPeriod(), "start", "2025-10-10 18:00"), "2025-10-10T18:00");
  EXPECT_EQ(RoundTrip(v1::TimedPeriod(), "start", "2025-10-26 2:30+1"), "2025-10-26T02:30+01:00");
}

TEST(LocalTimes, ThatAreNoneAreRefused) {
  for (const char* text : {"2025-10-10", "2025-10-10T24:00", "2025-10-10T18", "T18:00",
                           "2025-10-10T18:60", "2025-10-10T18:00+5:00", "tomorrow 18:00"}) {
    EXPECT_THAT(RoundTrip(v1::TimedPeriod(), "start", text),
                HasSubstr("is not a local date and time"))
        << text;
  }
}

TEST(LocalTimes, ThatDependOnTheDayOfReadingAreRefusedInAFile) {
  for (const char* text : {"tomorrow 18:00", "friday", "+2w"}) {
    EXPECT_THAT(RoundTrip(v1::TimedPeriod(), "start", text),
                HasSubstr("In a file, and in JSON, it would mean another time"));
  }
}

TEST(Times, ThatCouldMeanSeveralAreRefusedWithWhatToWrite) {
  EXPECT_THAT(
      RoundTrip(v1::DatedPeriod(), "first_day", "10/11/2026"),
      HasSubstr("is not a date such as 2025-10-10. It could be two days; write 2026-11-10 or "
                "2026-10-11."));
  EXPECT_THAT(RoundTrip(v1::OpeningHours(), "open", "6pm"), HasSubstr("Write 18:00."));
}

TEST(TimesOfDay, MayLeaveOutAZero) {
  EXPECT_EQ(RoundTrip(v1::OpeningHours(), "open", "9:00"), "09:00");
}

TEST(TimesOfDay, GoUpToMidnightAtTheEnd) {
  EXPECT_EQ(RoundTrip(v1::OpeningHours(), "close", "24:00"), "24:00");
  EXPECT_THAT(RoundTrip(v1::OpeningHours(), "close", "25:00"), HasSubstr("is not a time of day"));
}

TEST(Durations, AreWrittenWithUnits) {
  EXPECT_EQ(RoundTrip(v1::Booking(), "set_up", "90m"), "1h30m");
  EXPECT_EQ(RoundTrip(v1::Booking(), "set_up", "1d12h"), "36h");
  EXPECT_EQ(RoundTrip(v1::Booking(), "set_up", "2d"), "48h");
  EXPECT_EQ(RoundTrip(v1::Booking(), "set_up", "45s"), "45s");
}

TEST(Durations, WithoutUnitAreRefused) {
  for (const char* text : {"90", "", "two hours", "inf", "d"}) {
    EXPECT_THAT(RoundTrip(v1::Booking(), "set_up", text), HasSubstr("is not a duration")) << text;
  }
}

TEST(Instants, AreReadAsRfc3339) {
  EXPECT_EQ(RoundTrip(v1::Event(), "create_time", "2025-10-10T18:00:00+05:00"),
            "2025-10-10T13:00:00Z");
  EXPECT_THAT(RoundTrip(v1::Event(), "create_time", "2025-10-10"), HasSubstr("is not an instant"));
}

TEST(Enums, AreWrittenAsShortWords) {
  EXPECT_EQ(RoundTrip(v1::Activity(), "form", "book-presentation"), "book-presentation");
  EXPECT_EQ(RoundTrip(v1::Activity(), "form", "BOOK_PRESENTATION"), "book-presentation");
  EXPECT_EQ(RoundTrip(v1::Activity(), "form", "ACTIVITY_FORM_TALK"), "talk");
  EXPECT_EQ(RoundTrip(v1::OpeningHours(), "day", "monday"), "monday");
}

TEST(Enums, ThatAreNotKnownGetASuggestion) {
  EXPECT_THAT(RoundTrip(v1::Activity(), "form", "conert"), HasSubstr("did you mean \"concert\"?"));
  EXPECT_THAT(RoundTrip(v1::Activity(), "form", "unspecified"), HasSubstr("is not one of"));
}

TEST(Enums, DoNotOfferTheUnspecifiedValue) {
  EXPECT_THAT(EnumWords(*v1::ActivityForm_descriptor()), Contains("film"));
  EXPECT_THAT(EnumWords(*v1::ActivityForm_descriptor()), Not(Contains("unspecified")));
}

TEST(Numbers, OutOfRangeAreRefused) {
  EXPECT_EQ(RoundTrip(v1::Space(), "seats", "300"), "300");
  for (const char* text : {"3000000000", "1.5", "many", ""}) {
    EXPECT_THAT(RoundTrip(v1::Space(), "seats", text), HasSubstr("is not a whole number")) << text;
  }
}

TEST(Names, MayBeShort) {
  EXPECT_EQ(RoundTrip(v1::Event(), "owner", "library"), "organizations/library");
  EXPECT_EQ(RoundTrip(v1::Booking(), "space", "library/hall"), "venues/library/spaces/hall");
}

TEST(Texts, ThatAreNotUtf8AreRefused) {
  EXPECT_THAT(RoundTrip(v1::Venue(), "city", "a\xff"), HasSubstr("not UTF-8"));
}

TEST(Masks, TakeFieldsInAnySpelling) {
  EXPECT_EQ(RoundTrip(v1::UpdateEventRequest(), "update_mask", "title, exhibition.original-day"),
            "title,exhibition.original_day");
}

TEST(SetMapEntry, ReplacesAnEntryOfTheSameKey) {
  v1::Event event;
  const auto& title = FieldOf(event, "title");
  ASSERT_TRUE(SetMapEntry(title, "en", "Hall", &event).ok());
  ASSERT_TRUE(SetMapEntry(title, "kk", "Зал", &event).ok());
  ASSERT_TRUE(SetMapEntry(title, "en", "Great hall", &event).ok());
  EXPECT_EQ(event.title().size(), 2);
  EXPECT_EQ(event.title().at("en"), "Great hall");
}

}  // namespace
}  // namespace taqvim::cli
