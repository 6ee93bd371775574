#include "client/cli/output/list_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/contract/catalog.h"
#include "client/cli/output/cell.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Column> EventColumns() {
  return ColumnsFor(Catalog::Embedded(), "", *v1::Event::descriptor());
}

absl::StatusOr<std::vector<std::string>> Titles(const ListChoice& choice) {
  const auto columns = ChosenColumns(EventColumns(), *v1::Event::descriptor(), choice);
  if (!columns.ok()) return columns.status();
  std::vector<std::string> titles;
  for (const Column& column : *columns) titles.push_back(column.title);
  return titles;
}

TEST(ChosenColumns, AreTheUsualOnesUnlessItIsSaid) {
  EXPECT_THAT(*Titles({}), ElementsAre("NAME", "TITLE", "KIND", "STATE", "CLOSED", "RANK", "PUBLIC",
                                       "FROM", "TO", "MOVES TO"));
  EXPECT_THAT(*Titles({.wide = true}),
              ElementsAre("NAME", "TITLE", "KIND", "STATE", "CLOSED", "RANK", "PUBLIC", "FROM",
                          "TO", "MOVES TO", "WHERE", "OWNER", "PROGRAMME"));
}

TEST(ChosenColumns, AreTitlesInAnyCaseOrFields) {
  EXPECT_THAT(*Titles({.columns = {"title", "OWNER", "labels", "culture-days.stops.city"}}),
              ElementsAre("TITLE", "OWNER", "LABELS", "CULTURE-DAYS.STOPS.CITY"));
}

TEST(ChosenColumns, SaysWhatThereIs) {
  const auto titles = Titles({.columns = {"titel"}});
  EXPECT_TRUE(IsUsageError(titles.status()));
  EXPECT_THAT(
      titles.status().message(),
      HasSubstr("--columns: There is no column \"titel\"; did you mean \"title\"? There are "
                "name, title, kind"));
}

v1::ListEventsResponse Events() {
  v1::ListEventsResponse response;
  for (const auto& [name, rank, title] : std::vector<std::tuple<std::string, int, std::string>>{
           {"events/a", 10, "B"}, {"events/b", 9, "A"}, {"events/c", 9, "B"}}) {
    v1::Event& event = *response.add_events();
    event.set_name(name);
    event.set_hold_rank(rank);
    (*event.mutable_title())["en"] = title;
  }
  return response;
}

std::vector<std::string> Sorted(const std::vector<std::string>& sort) {
  v1::ListEventsResponse response = Events();
  const auto& items = *response.GetDescriptor()->FindFieldByName("events");
  EXPECT_TRUE(SortItems(EventColumns(), items, {.sort = sort}, response).ok());
  std::vector<std::string> names;
  for (const v1::Event& event : response.events()) names.push_back(event.name());
  return names;
}

TEST(SortItems, OrdersByColumnsOneAfterTheOther) {
  EXPECT_THAT(Sorted({}), ElementsAre("events/a", "events/b", "events/c"));
  EXPECT_THAT(Sorted({"title"}), ElementsAre("events/b", "events/a", "events/c"));
  EXPECT_THAT(Sorted({"-title", "-name"}), ElementsAre("events/c", "events/a", "events/b"));
}

TEST(SortItems, OrdersNumbersByTheirValue) {
  EXPECT_THAT(Sorted({"rank"}), ElementsAre("events/b", "events/c", "events/a"));
}

}  // namespace
}  // namespace taqvim::cli
