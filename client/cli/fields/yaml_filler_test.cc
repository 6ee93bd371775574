#include "client/cli/fields/yaml_filler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
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

TEST(FillFromYaml, NullClearsAField) {
  v1::Event event;
  event.set_host("events/a");
  event.add_bookings();
  event.mutable_period()->mutable_dated()->mutable_last_day()->set_day(1);
  ASSERT_TRUE(Fill("host:\nbookings: ~\nlast_day: null", &event).ok());
  EXPECT_EQ(event.host(), "");
  EXPECT_TRUE(event.bookings().empty());
  EXPECT_TRUE(event.period().has_dated());
  EXPECT_FALSE(event.period().dated().has_last_day());
}

TEST(FillFromYaml, NullMakesNoMessages) {
  v1::Event event;
  ASSERT_TRUE(Fill("last_day: null", &event).ok());
  EXPECT_FALSE(event.has_period());
}

// What a mapping sets, as paths with their lines.
std::vector<std::string> FieldsOf(const std::string& text, google::protobuf::Message* message,
                                  Filled* filled) {
  const auto status = YamlFiller("file.yaml").Fill(YAML::Load(text), message, filled);
  EXPECT_TRUE(status.ok()) << status;
  std::vector<std::string> fields;
  for (const FieldPath& path : filled->fields) fields.push_back(PathText(path));
  return fields;
}

TEST(YamlFiller, TellsWhatWasSetWhetherOrNotItIsEmpty) {
  v1::Event event;
  Filled filled;
  EXPECT_THAT(FieldsOf("bookings: []\n"
                       "exhibition: {objects: 0}\n"
                       "host: ''\n"
                       "agreement: null\n"
                       "title: {}\n"
                       "period: {timed: {start: 2025-10-10T18:00}}\n",
                       &event, &filled),
              ElementsAre("bookings", "exhibition.objects", "host", "agreement", "title",
                          "period.timed.start"));
}

TEST(YamlFiller, TellsOfAMessageOnlyWhenItsMappingIsEmpty) {
  v1::Event event;
  Filled filled;
  EXPECT_THAT(FieldsOf("exhibition: {}", &event, &filled), ElementsAre("exhibition"));
  EXPECT_TRUE(event.has_exhibition());
}

TEST(YamlFiller, TellsTheLineOfEverythingByItsPath) {
  v1::Event event;
  Filled filled;
  FieldsOf(
      "title:\n"
      "  en: Gala\n"
      "bookings:\n"
      "  - space: a/b\n"
      "  - space: a/c\n"
      "    excepted_spaces: [a/d]\n"
      "first_day: 2025-10-10\n",
      &event, &filled);
  EXPECT_EQ(filled.lines["title[\"en\"]"], 2);
  EXPECT_EQ(filled.lines["bookings[0]"], 4);
  EXPECT_EQ(filled.lines["bookings[1].excepted_spaces"], 6);
  EXPECT_EQ(filled.lines["bookings[1].excepted_spaces[0]"], 6);
  EXPECT_EQ(filled.lines["period.dated.first_day"], 7);
}

TEST(YamlFiller, NamesTheEntryAndThePlaceOfWhatIsWrong) {
  v1::Event event;
  const auto status =
      YamlFiller("file.yaml")
          .Fill(YAML::Load("bookings:\n- set_up: soon"), &event, nullptr, "events/gala");
  EXPECT_EQ(status.message(),
            "file.yaml:2: events/gala: bookings[0].set_up: \"soon\" is not a duration such as 90m, "
            "2h or 1d12h.");
}

TEST(YamlFiller, PassesOverKeysOfOthersOnce) {
  v1::Event event;
  YamlFiller filler("file.yaml");
  EXPECT_TRUE(filler.Fill(YAML::Load("{id: a, owner: b}"), &event, nullptr, "", {"id"}).ok());
  EXPECT_THAT(
      std::string(filler.Fill(YAML::Load("{id: a, id: b}"), &event, nullptr, "", {"id"}).message()),
      HasSubstr("\"id\" is given twice"));
}

TEST(CopyFields, TakesOverWhatWasSetAndNothingElse) {
  v1::Event from, to;
  Filled filled;
  FieldsOf(
      "bookings: []\n"
      "exhibition: {objects: 0}\n"
      "owner: ''\n"
      "title: {ru: Новый}\n"
      "last_day: null\n"
      "visibility: private\n",
      &from, &filled);
  ASSERT_TRUE(Fill("title: {en: Old}\n"
                   "owner: a\n"
                   "host: b\n"
                   "bookings: [{id: a}]\n"
                   "exhibition: {objects: 7, collections: [x]}\n"
                   "period: {dated: {first_day: 2025-10-10, last_day: 2025-10-12}}\n",
                   &to)
                  .ok());
  CopyFields(from, filled.fields, &to);
  EXPECT_TRUE(to.bookings().empty());
  EXPECT_EQ(to.exhibition().objects(), 0);
  EXPECT_EQ(to.exhibition().collections_size(), 1);
  EXPECT_EQ(to.owner(), "");
  EXPECT_EQ(to.host(), "events/b");
  EXPECT_EQ(to.title().size(), 1);
  EXPECT_EQ(to.title().at("ru"), "Новый");
  EXPECT_FALSE(to.period().dated().has_last_day());
  EXPECT_EQ(to.period().dated().first_day().day(), 10);
  EXPECT_EQ(to.visibility(), v1::VISIBILITY_PRIVATE);
}

TEST(CopyFields, ReplacesOneMemberOfAOneofByAnother) {
  v1::Event from, to;
  Filled filled;
  FieldsOf("first_day: 2025-10-10", &from, &filled);
  ASSERT_TRUE(Fill("{start: 2025-10-10T18:00, end: 2025-10-10T20:00}", &to).ok());
  CopyFields(from, filled.fields, &to);
  EXPECT_TRUE(to.period().has_dated());
}

TEST(CopyFields, LeavesAMessageOfWhichTheMappingIsEmptyAsItIs) {
  v1::Event from, to;
  Filled filled;
  FieldsOf("exhibition: {}", &from, &filled);
  to.mutable_exhibition()->set_objects(7);
  CopyFields(from, filled.fields, &to);
  EXPECT_EQ(to.exhibition().objects(), 7);
}

TEST(FillFromYaml, UnknownKeysAreRefusedWithLineAndSuggestion) {
  EXPECT_EQ(Refusal("owner: a\nbookngs: []"),
            "file.yaml:2: Event has no field \"bookngs\"; did you mean \"bookings\"?");
  EXPECT_THAT(Refusal("bookings:\n- set_upp: 2h"),
              HasSubstr("file.yaml:2: bookings[0]: Booking has no field"));
}

TEST(FillFromYaml, WrongValuesAreRefusedWithTheirLine) {
  EXPECT_THAT(Refusal("title: {en: x}\nfirst_day: 1 May"),
              HasSubstr("file.yaml:2: period.dated.first_day: \"1 May\" is not a date"));
  EXPECT_THAT(Refusal("title: Gala"), HasSubstr("file.yaml:1: title: It is a mapping"));
  EXPECT_THAT(Refusal("owner: [a, b]"), HasSubstr("owner: It is one value"));
  EXPECT_THAT(Refusal("bookings: [~]"), HasSubstr("bookings[0]: Booking is a mapping"));
  EXPECT_THAT(Refusal("activity: concert"), HasSubstr("Activity is a mapping"));
  EXPECT_THAT(Refusal("[a]"), HasSubstr("Event is a mapping"));
}

TEST(FillFromYaml, KeysGivenTwiceAreRefused) {
  EXPECT_THAT(Refusal("owner: a\nowner: b"), HasSubstr("file.yaml:2: \"owner\" is given twice"));
  EXPECT_THAT(Refusal("title: {en: a, en: b}"), HasSubstr("\"en\" is given twice"));
  EXPECT_THAT(Refusal("start: 2025-10-10T18:00\nfirst_day: 2025-10-10"),
              HasSubstr("cannot be given together"));
}

}  // namespace
}  // namespace taqvim::cli
