#include "client/cli/agenda/agenda.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/agenda/upcoming.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/testing/scripted_server.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// At noon of 10 October 2035 in UTC.
const absl::Time kNow = absl::FromCivil(absl::CivilHour(2035, 10, 10, 12), absl::UTCTimeZone());

v1::ListOccurrencesResponse Page(const std::string& yaml) {
  v1::ListOccurrencesResponse page;
  const auto status = FillFromYaml(YAML::Load(yaml), "", &page);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return page;
}

// A server with two pages of occurrences.
class AgendaTest : public ::testing::Test {
 protected:
  AgendaTest() {
    server_.Answer<v1::ListOccurrencesRequest, v1::ListOccurrencesResponse>(
        [](const v1::ListOccurrencesRequest& request)
            -> absl::StatusOr<v1::ListOccurrencesResponse> {
          return request.page_token().empty() ? Page(R"(
occurrences:
- {event: events/over, title: {en: Over}, event_state: confirmed, time_zone: UTC,
   period: {start: 2035-10-10T09:00, end: 2035-10-10T12:00}, places: [venues/a]}
- {event: events/off, title: {en: Off}, event_state: cancelled, time_zone: UTC,
   period: {start: 2035-10-10T17:00, end: 2035-10-10T18:00}, places: [venues/a]}
- {event: events/series, title: {en: Series}, event_state: confirmed, time_zone: UTC,
   period: {start: 2035-10-10T18:00, end: 2035-10-10T20:00}, places: [venues/a]}
places: [{name: venues/a, title: {en: Hall A}, city: Astana}]
next_page_token: more
)")
                                              : Page(R"(
occurrences:
- {event: events/series, title: {en: Series}, event_state: confirmed, time_zone: UTC,
   period: {start: 2035-10-11T18:00, end: 2035-10-11T20:00}, places: [venues/b]}
- {event: events/last, title: {en: Last}, event_state: tentative, time_zone: UTC,
   period: {start: 2035-10-12T18:00, end: 2035-10-12T20:00}, places: [venues/b]}
places: [{name: venues/b, title: {en: Hall B}, city: Baku}]
)");
        });
    options_.now = kNow;
    options_.languages = {"en"};
  }

  RanCommand Run(const std::vector<std::string>& words) {
    return RunCommand(server_, AgendaCommand(), words, options_);
  }

  ScriptedServer server_;
  GlobalOptions options_;
};

TEST_F(AgendaTest, AsksForTheDaysAndShowsAllPagesWithoutWhatIsCancelled) {
  const RanCommand ran = Run({"--programme", "days"});
  ASSERT_TRUE(ran.code.ok()) << ran.code.status().ToString();
  EXPECT_EQ(ran.out,
            "DAY             TIME         TITLE             WHERE   CITY    EVENT\n"
            "Wed 2035-10-10  09:00-12:00  Over              Hall A  Astana  events/over\n"
            "                18:00-20:00  Series            Hall A  Astana  events/series\n"
            "Thu 2035-10-11  18:00-20:00  Series            Hall B  Baku    events/series\n"
            "Fri 2035-10-12  18:00-20:00  Last (tentative)  Hall B  Baku    events/last\n");
  const auto asked = server_.Asked<v1::ListOccurrencesRequest>();
  ASSERT_EQ(asked.size(), 2);
  EXPECT_EQ(asked[0].filter().programme(), "events/days");
  EXPECT_EQ(asked[0].window().first_day().day(), 10);
  EXPECT_EQ(asked[0].window().last_day().day(), 16);
}

TEST_F(AgendaTest, IsOfTheDaysOfAProgrammeUnlessOthersAreSaid) {
  server_.Answer<v1::GetEventRequest, v1::GetEventResponse>(
      [](const v1::GetEventRequest&) -> absl::StatusOr<v1::GetEventResponse> {
        v1::GetEventResponse response;
        const auto status = FillFromYaml(YAML::Load(R"(
event: {culture_days: {stops: [{first_day: 2036-05-03, last_day: 2036-05-04},
                               {first_day: 2036-05-01, last_day: 2036-05-02}]}}
)"),
                                         "", &response);
        EXPECT_TRUE(status.ok()) << status.ToString();
        return response;
      });
  ASSERT_TRUE(Run({"--programme", "days"}).code.ok());
  ASSERT_TRUE(Run({"today", "--programme", "days"}).code.ok());
  const auto asked = server_.Asked<v1::ListOccurrencesRequest>();
  ASSERT_EQ(asked.size(), 4);
  EXPECT_EQ(asked[0].window().first_day().day(), 1);
  EXPECT_EQ(asked[0].window().last_day().day(), 4);
  EXPECT_EQ(asked[2].window().last_day().day(), 10);
}

TEST_F(AgendaTest, ShowsOneCityOrWhatWasCancelledToo) {
  EXPECT_THAT(Run({"--city", "baku"}).out, AllOf(HasSubstr("Last"), Not(HasSubstr("Astana"))));
  EXPECT_THAT(Run({"--city", "baku,Astana"}).out, AllOf(HasSubstr("Last"), HasSubstr("Over")));
  EXPECT_THAT(Run({"--city", "baku", "--city", "astana"}).out, HasSubstr("Over"));
  EXPECT_THAT(Run({"--all"}).out, HasSubstr("events/off"));
}

TEST_F(AgendaTest, PrintsForProgramsAsTheyAsk) {
  options_.format = Format::kName;
  EXPECT_EQ(Run({"--limit", "2"}).out, "events/over\nevents/series\n");
  options_.format = Format::kCsv;
  EXPECT_THAT(Run({}).out, HasSubstr("\r\nWed 2035-10-10,18:00-20:00,Series,Hall A,"));
  options_.format = Format::kJson;
  EXPECT_THAT(Run({}).out, HasSubstr("\"event\": \"events/last\""));
}

TEST_F(AgendaTest, SaysThatThereIsMoreAndKnowsThePlacesOfWhatItShows) {
  const RanCommand ran = Run({"--limit", "1"});
  EXPECT_THAT(ran.out, HasSubstr("Over   Hall A  Astana"));
  EXPECT_THAT(ran.err, HasSubstr("There is more; raise --limit."));
  EXPECT_EQ(Run({"--limit", "4"}).err, "");
}

TEST_F(AgendaTest, RefusesDaysAndFlagsThatAreNone) {
  EXPECT_TRUE(IsUsageError(Run({"soon"}).code.status()));
  EXPECT_TRUE(IsUsageError(Run({"2035-10-10", "2035-10-11"}).code.status()));
  EXPECT_TRUE(IsUsageError(Run({"--limit", "0"}).code.status()));
  EXPECT_TRUE(IsUsageError(Run({"--state", "sold"}).code.status()));
}

class UpcomingTest : public AgendaTest {
 protected:
  RanCommand Upcoming(const v1::ListEventsRequest& request, int limit = 100) {
    SpecialCommand command;
    command.run = [&](Session& session, const Arguments&) {
      return PrintUpcoming(session, request, {}, limit);
    };
    return RunCommand(server_, command, {}, options_);
  }
};

TEST_F(UpcomingTest, ShowsTheNextOccurrenceOfEachThatIsNotOver) {
  EXPECT_EQ(Upcoming({}).out,
            "NAME           TITLE   STATE      NEXT            TIME         WHERE   CITY\n"
            "events/series  Series  confirmed  Wed 2035-10-10  18:00-20:00  Hall A  Astana\n"
            "events/last    Last    tentative  Fri 2035-10-12  18:00-20:00  Hall B  Baku\n");
}

TEST_F(UpcomingTest, AsksFromTodayOnOrWithinTheWindow) {
  v1::ListEventsRequest request;
  request.mutable_filter()->mutable_window()->mutable_last_day()->set_year(2035);
  request.mutable_filter()->mutable_window()->mutable_last_day()->set_month(10);
  request.mutable_filter()->mutable_window()->mutable_last_day()->set_day(12);
  request.mutable_filter()->add_states(v1::EVENT_STATE_CANCELLED);
  EXPECT_THAT(Upcoming(request).out, HasSubstr("events/off"));
  const auto asked = server_.Asked<v1::ListOccurrencesRequest>().front();
  EXPECT_FALSE(asked.filter().has_window());
  EXPECT_EQ(asked.window().first_day().day(), 10);
  EXPECT_EQ(asked.window().last_day().day(), 12);
}

TEST_F(UpcomingTest, SaysUntilWhenItLooks) {
  EXPECT_THAT(Upcoming({}).err, HasSubstr("begins after 2037-10-09; --all lists it, too."));
}

TEST_F(UpcomingTest, ShowsAtMostSoMany) {
  EXPECT_THAT(Upcoming({}, 1).out, Not(HasSubstr("events/last")));
  EXPECT_THAT(Upcoming({}, 1).err, HasSubstr("There is more; raise --limit."));
}

TEST_F(UpcomingTest, SaysWhereTheRestIsWhenNothingIsAhead) {
  options_.now = kNow + absl::Hours(24 * 30);
  EXPECT_THAT(Upcoming({}).err, HasSubstr("--all"));
}

}  // namespace
}  // namespace taqvim::cli
