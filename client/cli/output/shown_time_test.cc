#include "client/cli/output/shown_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/fields/yaml_filler.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/local_time.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {
namespace {

Showing AllIn(const char* zone) { return {.here = ZoneNamed(zone), .all_here = true}; }

TEST(ShownInstant, IsByTheClocksOfThePlaceOrOfThePerson) {
  const char* kNoon = "2035-10-10T12:00:59.141515935Z";
  EXPECT_EQ(ShownInstant(kNoon, "Asia/Almaty", {}).text, "2035-10-10 17:00");
  EXPECT_EQ(ShownInstant(kNoon, "", {}).text, "2035-10-10 12:00Z");
  EXPECT_EQ(ShownInstant(kNoon, "", AllIn("Asia/Baku")).text, "2035-10-10 16:00");
  EXPECT_EQ(ShownInstant(kNoon, "Asia/Almaty", AllIn("Asia/Baku")).text, "2035-10-10 16:00");
  EXPECT_EQ(ShownInstant("soon", "Asia/Almaty", {}).text, "soon");
}

TEST(ShownLocalTime, StandsAsItWasSaidOrIsThatOfThePerson) {
  EXPECT_EQ(ShownLocalTime("2035-10-10T18:00", "Asia/Almaty", {}).text, "2035-10-10 18:00");
  EXPECT_EQ(ShownLocalTime("2035-10-10T18:00", "Asia/Almaty", AllIn("Asia/Baku")).text,
            "2035-10-10 17:00");
  // Where nobody says where that is.
  EXPECT_EQ(ShownLocalTime("2035-10-10T18:00", "", AllIn("Asia/Baku")).text, "2035-10-10 18:00");
  EXPECT_EQ(ShownLocalTime("2035-10-10T18:00+05:00", "", AllIn("Asia/Baku")).text,
            "2035-10-10 17:00");
}

TEST(ShownLocalTime, LeavesOtherTextsAlone) {
  EXPECT_EQ(ShownLocalTime("Tosca", "Asia/Almaty", AllIn("Asia/Baku")).text, "Tosca");
  EXPECT_EQ(ShownLocalTime("", "", {}).text, "");
}

TEST(ShownLocalTime, SaysWhichOfTwoIsMeant) {
  EXPECT_EQ(ShownLocalTime("2035-10-28T02:30", "Europe/Berlin", {}).text, "2035-10-28 02:30+02:00");
  EXPECT_EQ(ShownLocalTime("2035-10-28T02:30+01:00", "Europe/Berlin", {}).text,
            "2035-10-28 02:30+01:00");
}

v1::Event EventFrom(const char* yaml) {
  v1::Event event;
  const auto status = FillFromYaml(YAML::Load(yaml), "", &event);
  EXPECT_TRUE(status.ok()) << status;
  return event;
}

constexpr char kTwoPlaces[] = R"(
period: {start: 2035-10-10T18:00, end: 2035-10-10T20:00}
bookings:
- {id: a, space: astana/hall, time_zone: Asia/Almaty}
- {id: b, space: baku/hall, time_zone: Asia/Baku,
   period: {start: 2035-10-11T18:00, end: 2035-10-11T20:00}}
create_time: 2035-01-01T00:00:00.000000001Z
)";

TEST(ShownValues, AreByTheZoneOfTheirBookingElseOfTheEvent) {
  const YAML::Node node = ToYaml(EventFrom(kTwoPlaces), Written::kAll, ShownValues({}));
  EXPECT_EQ(node["create_time"].Scalar(), "2035-01-01 05:00");
  EXPECT_EQ(node["period"]["timed"]["start"].Scalar(), "2035-10-10 18:00");
  EXPECT_EQ(node["bookings"][1]["period"]["timed"]["start"].Scalar(), "2035-10-11 18:00");
}

TEST(ShownValues, AreAllByThatOfThePerson) {
  const YAML::Node node =
      ToYaml(EventFrom(kTwoPlaces), Written::kAll, ShownValues(AllIn("Asia/Tokyo")));
  EXPECT_EQ(node["create_time"].Scalar(), "2035-01-01 09:00");
  EXPECT_EQ(node["period"]["timed"]["start"].Scalar(), "2035-10-10 22:00");
  EXPECT_EQ(node["bookings"][1]["period"]["timed"]["start"].Scalar(), "2035-10-11 23:00");
}

TEST(ZoneBeside, IsThatOfTheInnermostThatSaysOne) {
  v1::Event event = EventFrom(kTwoPlaces);
  EXPECT_EQ(ZoneBeside({&event}), "Asia/Almaty");
  EXPECT_EQ(ZoneBeside({&event, &event.bookings(1)}), "Asia/Baku");
  EXPECT_EQ(ZoneBeside({&event, &event.bookings(1), &event.bookings(1).period()}), "Asia/Baku");
  event.set_time_zone("Asia/Samarkand");
  EXPECT_EQ(ZoneBeside({&event}), "Asia/Samarkand");
  EXPECT_EQ(ZoneBeside({&event.period()}), "");
}

}  // namespace
}  // namespace taqvim::cli
