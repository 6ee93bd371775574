#include "client/cli/yaml_message.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/usage_error.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

absl::Status Fill(const std::string& text, google::protobuf::Message* message) {
  auto node = ParseYaml(text, "file.yaml");
  return node.ok() ? FillFromYaml(*node, "file.yaml", message) : node.status();
}

std::string Refusal(const std::string& text) {
  v1::Event event;
  const absl::Status status = Fill(text, &event);
  EXPECT_TRUE(IsUsageError(status)) << text;
  return std::string(status.message());
}

TEST(FillFromYaml, TakesShortFormsOfValues) {
  v1::Event event;
  ASSERT_TRUE(Fill(R"(
title: {en: Gala, kk: "Гала"}
owner: library
period:
  timed: {start: 2025-10-10T18:00, end: 2025-10-10T20:00}
bookings:
  - space: library/hall
    set_up: 2h
activity: {form: concert}
)",
                   &event)
                  .ok());
  EXPECT_EQ(event.title().at("kk"), "Гала");
  EXPECT_EQ(event.owner(), "organizations/library");
  EXPECT_EQ(event.period().timed().end().hours(), 20);
  EXPECT_EQ(event.bookings(0).set_up().seconds(), 7200);
  EXPECT_EQ(event.activity().form(), v1::ACTIVITY_FORM_CONCERT);
}

TEST(FillFromYaml, TakesTheNamesOfFlags) {
  v1::Event event;
  ASSERT_TRUE(Fill("first_day: 2024-05-01\nlast-day: 2024-09-01\nobjects: 148", &event).ok());
  EXPECT_EQ(event.period().dated().first_day().month(), 5);
  EXPECT_EQ(event.exhibition().objects(), 148);
}

TEST(FillFromYaml, TakesProtobufJson) {
  v1::Event event;
  ASSERT_TRUE(Fill(R"({"timeZone": "Asia/Baku", "externalIds": {"site": "1"},
                       "period": {"dated": {"firstDay": {"year": 2024, "month": 5, "day": 1}}},
                       "bookings": [{"setUp": "7200s"}],
                       "activity": {"form": "ACTIVITY_FORM_TALK"}})",
                   &event)
                  .ok());
  EXPECT_EQ(event.time_zone(), "Asia/Baku");
  EXPECT_EQ(event.period().dated().first_day().day(), 1);
  EXPECT_EQ(event.bookings(0).set_up().seconds(), 7200);
  EXPECT_EQ(event.activity().form(), v1::ACTIVITY_FORM_TALK);
}

TEST(FillFromYaml, ReplacesListsAndKeepsTheRest) {
  v1::Event event;
  event.set_owner("organizations/a");
  event.add_bookings()->set_id("old");
  ASSERT_TRUE(Fill("bookings: {id: new}", &event).ok());
  EXPECT_EQ(event.owner(), "organizations/a");
  ASSERT_EQ(event.bookings_size(), 1);
  EXPECT_EQ(event.bookings(0).id(), "new");
}

TEST(FillFromYaml, NullLeavesAFieldUnset) {
  v1::Event event;
  event.set_host("events/a");
  ASSERT_TRUE(Fill("host:\nbookings: ~", &event).ok());
  EXPECT_EQ(event.host(), "");
}

TEST(FillFromYaml, UnknownKeysAreRefusedWithLineAndSuggestion) {
  EXPECT_EQ(Refusal("owner: a\nbookngs: []"),
            "file.yaml:2: Event has no field \"bookngs\"; did you mean \"bookings\"?");
  EXPECT_THAT(Refusal("bookings:\n- set_upp: 2h"), HasSubstr("file.yaml:2: Booking has no field"));
}

TEST(FillFromYaml, WrongValuesAreRefusedWithTheirLine) {
  EXPECT_THAT(Refusal("title: {en: x}\nfirst_day: 1 May"),
              HasSubstr("file.yaml:2: first_day: \"1 May\" is not a date"));
  EXPECT_THAT(Refusal("title: Gala"), HasSubstr("file.yaml:1: title is a mapping"));
  EXPECT_THAT(Refusal("owner: [a, b]"), HasSubstr("owner is one value"));
  EXPECT_THAT(Refusal("activity: concert"), HasSubstr("Activity is a mapping"));
  EXPECT_THAT(Refusal("[a]"), HasSubstr("Event is a mapping"));
}

TEST(FillFromYaml, KeysGivenTwiceAreRefused) {
  EXPECT_THAT(Refusal("owner: a\nowner: b"), HasSubstr("file.yaml:2: \"owner\" is given twice"));
  EXPECT_THAT(Refusal("title: {en: a, en: b}"), HasSubstr("\"en\" is given twice"));
  EXPECT_THAT(Refusal("start: 2025-10-10T18:00\nfirst_day: 2025-10-10"),
              HasSubstr("cannot be given together"));
}

TEST(ParseYaml, SaysWhereATextIsNotYaml) {
  EXPECT_THAT(Refusal("owner: a\n  b: ]"), HasSubstr("file.yaml:2: This is not YAML"));
  EXPECT_THAT(Refusal("owner: a\n---\nowner: b"), HasSubstr("second document"));
}

TEST(ToYaml, IsReadBackTheSame) {
  v1::Event event;
  ASSERT_TRUE(Fill(R"(
title: {en: "yes: no", ru: "строка\nвторая"}
guest_country: AZ
stops:
  - {city: Astana, first_day: 2025-10-09, last_day: 2025-10-11}
bookings:
  - {space: a/b, start: 2025-10-10T18:00+05:00, end: 2025-10-10T20:00, set_up: 90m}
create_time: 2025-01-01T00:00:00.5Z
)",
                   &event)
                  .ok());
  v1::Event again;
  const std::string text = EmitYaml(ToYaml(event));
  ASSERT_TRUE(Fill(text, &again).ok()) << text;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event, again)) << text;
}

}  // namespace
}  // namespace taqvim::cli
