#include "client/cli/fields/field_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kGala[] = R"(
name: events/gala
title: {en: Gala, kk: Гала, ru: Гала}
owner: organizations/o
period: {start: 2035-10-10T18:00, end: 2035-10-10T20:00}
bookings:
- {id: a, space: v/a, set_up: 1h}
- {id: b, space: v/b}
)";

// What is left of the gala, on one line.
std::string Chosen(const std::string& fields) {
  v1::Event event;
  EXPECT_TRUE(FillFromYaml(YAML::Load(kGala), "", &event).ok());
  const auto choice = FieldChoice::Parse(*event.GetDescriptor(), fields);
  if (!choice.ok()) return std::string(choice.status().message());
  choice->Apply(&event);
  YAML::Node node = ToYaml(event);
  node.SetStyle(YAML::EmitterStyle::Flow);
  return EmitYaml(node);
}

TEST(FieldChoice, LeavesWhatWasChosen) {
  EXPECT_EQ(Chosen("name"), "{name: events/gala}\n");
  EXPECT_EQ(Chosen("owner, name"), "{name: events/gala, owner: organizations/o}\n");
  EXPECT_EQ(Chosen("period.timed.start"), "{period: {timed: {start: 2035-10-10T18:00}}}\n");
}

TEST(FieldChoice, GoesIntoListsAndMaps) {
  EXPECT_EQ(Chosen("bookings.space"),
            "{bookings: [{space: venues/v/spaces/a}, {space: venues/v/spaces/b}]}\n");
  EXPECT_EQ(Chosen("title.kk"), "{title: {kk: Гала}}\n");
  EXPECT_EQ(Chosen("title.en,title.ru"), "{title: {en: Gala, ru: Гала}}\n");
  // What was chosen is a map all the same.
  EXPECT_EQ(Chosen("name,title.fa"), "{name: events/gala}\n");
}

TEST(FieldChoice, OfAWholeAndAPartOfItTakesTheWhole) {
  EXPECT_EQ(Chosen("bookings.id,bookings"), Chosen("bookings"));
  EXPECT_EQ(Chosen("bookings,bookings.id"), Chosen("bookings"));
  EXPECT_EQ(Chosen("bookings.id,bookings.space"), Chosen("bookings.space,bookings.id"));
}

TEST(FieldChoice, TakesNamesAsJsonAndFlagsHaveThem) {
  EXPECT_EQ(Chosen("bookings.setUp"), Chosen("bookings.set_up"));
  EXPECT_EQ(Chosen("bookings.set-up"), Chosen("bookings.set_up"));
}

TEST(FieldChoice, RefusesWhatIsNoField) {
  EXPECT_THAT(Chosen("nmae"), HasSubstr("Event has no field \"nmae\"; did you mean \"name\"?"));
  EXPECT_THAT(Chosen("period.timed.begin"), HasSubstr("It has start, end."));
  EXPECT_THAT(Chosen("owner.title"), HasSubstr("\"owner.title\" goes on behind a value."));
  EXPECT_THAT(Chosen("title.en.x"), HasSubstr("goes on behind a value"));
  EXPECT_THAT(Chosen(" ,"), HasSubstr("Say which fields, with commas between: name, title"));
}

}  // namespace
}  // namespace taqvim::cli
