#include "client/cli/agenda/agenda_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/agenda/agenda_time.h"
#include "client/cli/fields/yaml_filler.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

v1::ListOccurrencesResponse Agenda(const std::string& yaml) {
  v1::ListOccurrencesResponse agenda;
  const auto status = FillFromYaml(YAML::Load(yaml), "", &agenda);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return agenda;
}

std::string Hours(const std::string& period, const std::string& zone, const Showing& showing = {}) {
  return ShownHours(
      Agenda("occurrences: [{period: " + period + ", time_zone: " + zone + "}]").occurrences(0),
      showing);
}

TEST(ShownHours, SayFromWhenToWhen) {
  EXPECT_EQ(Hours("{start: 2035-10-10T18:00, end: 2035-10-10T20:00}", "Asia/Almaty"),
            "18:00-20:00");
  EXPECT_EQ(Hours("{start: 2035-10-10T22:00, end: 2035-10-11T02:00}", "Asia/Almaty"),
            "22:00-02:00");
  EXPECT_EQ(Hours("{start: 2035-10-10T22:00, end: 2035-10-12T02:00}", "Asia/Almaty"),
            "22:00-2035-10-12 02:00");
}

TEST(ShownHours, SayWhichOfTwoTimesIsMeant) {
  EXPECT_EQ(Hours("{start: 2035-10-28T02:30+01:00, end: 2035-10-28T04:00}", "Europe/Berlin"),
            "02:30+01:00-04:00");
}

TEST(ShownHours, SayWhichWholeDays) {
  EXPECT_EQ(Hours("{first_day: 2035-10-10, last_day: 2035-10-10}", "UTC"), "all day");
  EXPECT_EQ(Hours("{first_day: 2035-10-10, last_day: 2035-11-14}", "UTC"), "until 2035-11-14");
  EXPECT_EQ(Hours("{first_day: 2035-10-10, permanent: true}", "UTC"), "permanent");
}

Showing In(const char* zone) {
  Showing showing;
  absl::LoadTimeZone(zone, &showing.here);
  showing.all_here = true;
  return showing;
}

TEST(ShownHours, AreThoseOfThePersonWhereThatIsAsked) {
  EXPECT_EQ(
      Hours("{start: 2035-10-10T01:00, end: 2035-10-10T03:00}", "Asia/Almaty", In("Europe/Berlin")),
      "22:00-00:00");
}

constexpr char kTwoCities[] = R"(
occurrences:
- {event: events/fair, title: {en: Book fair}, event_state: confirmed, time_zone: Asia/Almaty,
   period: {first_day: 2035-10-01, last_day: 2035-10-14}, places: [venues/hall]}
- {event: events/gala, title: {en: Gala, kk: Концерт}, event_state: confirmed, time_zone: Asia/Almaty,
   period: {start: 2035-10-10T18:00, end: 2035-10-10T20:00}, places: [venues/hall, venues/none]}
- {event: events/talk, title: {en: Talk}, event_state: tentative, time_zone: Europe/Berlin,
   period: {start: 2035-10-10T19:00, end: 2035-10-10T20:00}, places: [venues/haus]}
- {event: events/days, title: {en: Days}, event_state: tentative, city: Astana,
   period: {first_day: 2035-10-11, last_day: 2035-10-11}}
places:
- {name: venues/hall, title: {en: Great Hall}, city: Almaty}
- {name: venues/haus, title: {en: Haus}, city: Berlin}
)";

TEST(AgendaTable, HasADayBesideTheFirstOfIt) {
  const Showing showing{.languages = {"kk", "en"}};
  const Table table =
      AgendaTable(Agenda(kTwoCities), absl::CivilDay(2035, 10, 10), showing, AgendaDayCells::kOnce,
                  {{"events/gala", "private"}, {"events/talk", "private"}});
  EXPECT_THAT(table.rows,
              ElementsAre(ElementsAre("Wed 2035-10-10", "until 2035-10-14", "Book fair",
                                      "Great Hall", "Almaty", "events/fair"),
                          ElementsAre("", "18:00-20:00", "Концерт (private)",
                                      "Great Hall, venues/none", "Almaty", "events/gala"),
                          ElementsAre("", "19:00-20:00", "Talk (tentative, private)", "Haus",
                                      "Berlin", "events/talk"),
                          ElementsAre("Thu 2035-10-11", "all day", "Days (tentative)", "", "Astana",
                                      "events/days")));
}

TEST(RenderForPeople, SaysACityOnceThatIsTheSameEverywhere) {
  auto agenda = Agenda(kTwoCities);
  const auto render = [&](int width) {
    const Table table =
        AgendaTable(agenda, absl::CivilDay(2035, 10, 10), {}, AgendaDayCells::kOnce);
    return RenderForPeople(table, agenda, Style(), width);
  };
  EXPECT_EQ(OnlyCity(agenda), "");
  EXPECT_THAT(render(160), HasSubstr("CITY"));
  agenda.mutable_occurrences()->DeleteSubrange(2, 2);
  EXPECT_EQ(OnlyCity(agenda), "Almaty");
  EXPECT_THAT(render(160), AllOf(StartsWith("Almaty\nDAY "), Not(HasSubstr("CITY"))));
  // Programs have all columns.
  EXPECT_THAT(render(0), HasSubstr("CITY"));
  agenda.mutable_places(0)->clear_city();
  EXPECT_EQ(OnlyCity(agenda), "");
}

TEST(RenderForPeople, LeavesOutTheCityLast) {
  const auto agenda = Agenda(kTwoCities);
  const Table table = AgendaTable(agenda, absl::CivilDay(2035, 10, 10), {}, AgendaDayCells::kOnce);
  EXPECT_THAT(
      RenderForPeople(table, agenda, Style(), 80),
      AllOf(HasSubstr("CITY"), HasSubstr("WHERE"), HasSubstr("There is no room for EVENT;")));
  EXPECT_THAT(RenderForPeople(table, agenda, Style(), 60),
              AllOf(HasSubstr("CITY"), HasSubstr("There is no room for EVENT, WHERE;")));
}

TEST(AgendaTable, HasADayInEachRowForPrograms) {
  const Table table =
      AgendaTable(Agenda(kTwoCities), absl::CivilDay(2035, 10, 10), {}, AgendaDayCells::kEach);
  EXPECT_EQ(table.rows[1][0], "Wed 2035-10-10");
  const Table marked = AgendaTable(Agenda(kTwoCities), absl::CivilDay(2035, 10, 10), {},
                                   AgendaDayCells::kEach, {{"events/gala", "private"}});
  EXPECT_EQ(marked.headers[5], "STATE");
  EXPECT_EQ(marked.headers[6], "CLOSED");
  EXPECT_EQ(marked.rows[1][6], "private");
  EXPECT_THAT(marked.rows[1][2], Not(HasSubstr("private")));
}

TEST(AgendaTable, IsInOrderByTheClocksThatItIsShownBy) {
  const Table table = AgendaTable(Agenda(kTwoCities), absl::CivilDay(2035, 10, 10),
                                  In("Asia/Tokyo"), AgendaDayCells::kEach);
  // The talk begins at two in the night, of the next day.
  EXPECT_EQ(table.rows[2][7], "events/days");
  EXPECT_EQ(table.rows[3][1], "02:00-03:00");
  EXPECT_EQ(table.rows[3][0], "Thu 2035-10-11");
}

}  // namespace
}  // namespace taqvim::cli
