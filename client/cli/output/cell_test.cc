#include "client/cli/output/cell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/contract/contract.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/text/local_time.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_kind.pb.h"
#include "taqvim/v1/occupancy.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

v1::Event EventFrom(const std::string& text) {
  v1::Event event;
  const absl::Status status = FillFromYaml(YAML::Load(text), "", &event);
  EXPECT_TRUE(status.ok()) << status;
  return event;
}

std::string Cell(const std::string& event, const std::string& path,
                 const std::vector<std::string>& languages = {}) {
  return CellText(EventFrom(event), {.title = "", .paths = {path}, .zone = {}},
                  {languages, absl::UTCTimeZone()});
}

TEST(CellText, ShowsTheFirstTagWhereNoLanguageIsThere) {
  EXPECT_EQ(Cell("title: {kk: Гала, az: Qala}", "title", {"en"}), "Qala");
  EXPECT_EQ(Cell("owner: o", "title", {"en"}), "");
}

TEST(CellText, ShowsNothingForWhatThereIsNot) {
  const std::string days =
      "stops: [{city: A, first_day: 2025-10-09, last_day: 2025-10-09}, {city: B, first_day: "
      "2025-10-10, last_day: 2025-10-11}]";
  EXPECT_EQ(Cell(days, "culture_days.stops[1].city"), "B");
  EXPECT_EQ(Cell(days, "culture_days.stops[2].city"), "");
  EXPECT_EQ(Cell(days, "culture_days.stops[-2].city"), "A");
  EXPECT_EQ(Cell(days, "culture_days.stops[-3].city"), "");
  EXPECT_EQ(Cell(days, "owner.name"), "");
  EXPECT_EQ(Cell(days, "nothing"), "");
}

TEST(CellText, ShowsOnlyWhatTheColumnIsFor) {
  const Column closed{.title = "CLOSED", .paths = {"visibility"}, .only = {"private"}};
  EXPECT_EQ(CellText(EventFrom("visibility: private"), closed, {}), "private");
  EXPECT_EQ(CellText(EventFrom("visibility: public"), closed, {}), "");
  EXPECT_EQ(CellText(EventFrom("owner: o"), closed, {}), "");
  const Column owned{.title = "OWNED", .paths = {"owner"}, .says = "owned"};
  EXPECT_EQ(CellText(EventFrom("owner: o"), owned, {}), "owned");
  EXPECT_EQ(CellText(EventFrom("visibility: public"), owned, {}), "");
}

TEST(CellText, ShowsEachTextOfAList) {
  EXPECT_EQ(Cell("honourees: [Rumi, Abay]", "commemoration.honourees"), "Rumi, Abay");
}

// Columns that show a zone beside the times.
class TableOfTest : public ::testing::Test {
 protected:
  // An occupancy from 13:00 in UTC; in no zone where that is empty.
  void Add(const std::string& zone) {
    v1::Occupancy& one = *response_.add_occupancies();
    one.mutable_start_time()->set_seconds(1760101200);
    one.set_time_zone(zone);
    one.set_event("events/gala");
  }
  Table Made(const char* here) const {
    const auto* field = response_.GetDescriptor()->FindFieldByName("occupancies");
    return TableOf(response_, *field,
                   {{.title = "BY", .paths = {"event"}, .zone = {}},
                    {.title = "FROM", .paths = {"start_time"}, .zone = {"time_zone"}},
                    {.title = "KIND", .paths = {"kind"}, .zone = {}}},
                   {{"en"}, ZoneNamed(here)});
  }

  v1::QueryOccupancyResponse response_;
};

TEST_F(TableOfTest, SaysTheZoneBehindTheTimes) {
  Add("Asia/Almaty");
  EXPECT_THAT(Made("Asia/Baku").headers, ElementsAre("BY", "FROM", "TIME ZONE", "KIND"));
  EXPECT_THAT(Made("Asia/Almaty").headers, ElementsAre("BY", "FROM", "KIND"));
  // Another zone whose clocks show the same.
  EXPECT_THAT(Made("Asia/Tashkent").headers, ElementsAre("BY", "FROM", "KIND"));
}

TEST_F(TableOfTest, LeavesTheZoneEmptyWhereARowHasNone) {
  Add("");
  EXPECT_THAT(Made("Asia/Baku").headers, ElementsAre("BY", "FROM", "KIND"));
  Add("Asia/Almaty");
  const Table table = Made("Asia/Baku");
  EXPECT_THAT(table.rows[0], ElementsAre("events/gala", "2025-10-10 13:00Z", "", ""));
  EXPECT_THAT(table.rows[1], ElementsAre("events/gala", "2025-10-10 18:00", "Asia/Almaty", ""));
  Add("Asia/Tashkent");
  EXPECT_THAT(Made("Asia/Almaty").headers, ElementsAre("BY", "FROM", "TIME ZONE", "KIND"));
}

TEST(ColumnsFor, AreThoseOfTheGroupElseOfTheMessageElseOfItsTexts) {
  Catalog catalog;
  catalog.columns["Event"] = {{.title = "E", .paths = {"name"}, .zone = {}}};
  catalog.columns["exhibitions"] = {{.title = "X", .paths = {"name"}, .zone = {}}};
  const auto titles = [&](const std::string& key, const google::protobuf::Descriptor& type) {
    std::vector<std::string> found;
    for (const Column& column : ColumnsFor(catalog, key, type)) found.push_back(column.title);
    return found;
  };
  EXPECT_THAT(titles("exhibitions", *v1::Event::descriptor()), ElementsAre("X"));
  EXPECT_THAT(titles("", *v1::Event::descriptor()), ElementsAre("E"));
  EXPECT_THAT(titles("", *v1::Agreement::descriptor()), Contains("TITLE"));
  EXPECT_THAT(titles("", *v1::Stop::descriptor()), ElementsAre("CITY", "FIRST-DAY", "LAST-DAY"));
}

}  // namespace
}  // namespace taqvim::cli
