#include "client/cli/timeline/timeline_scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/cli/testing/scripted_server.h"
#include "client/cli/text/usage_error.h"
#include "client/cli/timeline/timeline.h"
#include "client/cli/timeline/timeline_hours.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

google::type::Date DateOf(int month, int day) {
  google::type::Date date;
  date.set_year(2025);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// A server with two venues, one item a page, and a programme with two stops.
class TimelineScopeTest : public ::testing::Test {
 protected:
  TimelineScopeTest() {
    question_.today = absl::CivilDay(2025, 10, 7);
    AddStop(10, 12, 13);
    AddStop(10, 9, 11);
    AddEvent("venues/library/spaces/hall", "", "");
    AddEvent("", "venues/opera", "participants/p");
    server_.Answer<v1::GetEventRequest, v1::GetEventResponse>(
        [this](const v1::GetEventRequest&) -> absl::StatusOr<v1::GetEventResponse> {
          v1::GetEventResponse response;
          *response.mutable_event() = days_;
          return response;
        });
    server_.Answer<v1::ListEventsRequest, v1::ListEventsResponse>(
        [this](const v1::ListEventsRequest& request) -> absl::StatusOr<v1::ListEventsResponse> {
          v1::ListEventsResponse page;
          const bool first = request.page_token().empty();
          *page.add_events() = events_[first ? 0 : 1];
          if (first) page.set_next_page_token("2");
          return page;
        });
    server_.Answer<v1::ListVenuesRequest, v1::ListVenuesResponse>(
        [](const v1::ListVenuesRequest& request) -> absl::StatusOr<v1::ListVenuesResponse> {
          v1::ListVenuesResponse page;
          const bool first = request.page_token().empty();
          page.add_venues()->set_name(first ? "venues/library" : "venues/opera");
          if (first) page.set_next_page_token("2");
          return page;
        });
    server_.Answer<v1::GetVenueRequest, v1::GetVenueResponse>(
        [](const v1::GetVenueRequest& request) -> absl::StatusOr<v1::GetVenueResponse> {
          v1::GetVenueResponse response;
          response.mutable_venue()->set_name(request.name());
          response.mutable_venue()->set_time_zone("Asia/Baku");
          return response;
        });
    server_.Answer<v1::ListSpacesRequest, v1::ListSpacesResponse>(
        [](const v1::ListSpacesRequest& request) -> absl::StatusOr<v1::ListSpacesResponse> {
          v1::ListSpacesResponse page;
          const bool first = request.page_token().empty();
          page.add_spaces()->set_name(request.parent() + (first ? "/spaces/a" : "/spaces/b"));
          if (first) page.set_next_page_token("2");
          return page;
        });
    server_.Answer<v1::GetParticipantRequest, v1::GetParticipantResponse>(
        [](const v1::GetParticipantRequest& request) -> absl::StatusOr<v1::GetParticipantResponse> {
          v1::GetParticipantResponse response;
          response.mutable_participant()->set_name(request.name());
          return response;
        });
    server_.Answer<v1::GetOrganizationRequest, v1::GetOrganizationResponse>(
        [](const v1::GetOrganizationRequest& request)
            -> absl::StatusOr<v1::GetOrganizationResponse> {
          v1::GetOrganizationResponse response;
          response.mutable_organization()->set_name(request.name());
          return response;
        });
    server_.Answer<v1::ListOccurrencesRequest, v1::ListOccurrencesResponse>(
        [this](const v1::ListOccurrencesRequest& request)
            -> absl::StatusOr<v1::ListOccurrencesResponse> { return Announced(request); });
    server_.Answer<v1::QueryOccupancyRequest, v1::QueryOccupancyResponse>(
        [this](const v1::QueryOccupancyRequest& request) { return Occupied(request); });
  }

  void AddStop(int month, int first, int last) {
    v1::Stop& stop = *days_.mutable_culture_days()->add_stops();
    *stop.mutable_first_day() = DateOf(month, first);
    *stop.mutable_last_day() = DateOf(month, last);
  }
  void AddEvent(const std::string& space, const std::string& venue, const std::string& person) {
    v1::Event& event = events_.emplace_back();
    if (!space.empty()) event.add_bookings()->set_space(space);
    if (!venue.empty()) event.add_bookings()->set_venue(venue);
    if (!person.empty()) event.add_bookings()->set_participant(person);
  }
  // Says that the resource is taken for an hour.
  void Take(const std::string& resource, absl::Time start, const std::string& zone) {
    v1::Occupancy& one = *taken_.add_occupancies();
    one.set_resource(resource);
    one.set_event("events/e" + absl::FormatTime("%d%H", start, absl::UTCTimeZone()));
    one.set_time_zone(zone);
    one.mutable_start_time()->set_seconds(absl::ToUnixSeconds(start));
    one.mutable_end_time()->set_seconds(absl::ToUnixSeconds(start) + 3600);
  }

  TimelineScope Found() {
    auto scope = FindTimelineScope(server_.client(), question_);
    EXPECT_TRUE(scope.ok()) << scope.status();
    return scope.ok() ? *std::move(scope) : TimelineScope();
  }
  std::string Refusal() {
    const auto status = FindTimelineScope(server_.client(), question_).status();
    EXPECT_TRUE(IsUsageError(status)) << status;
    return std::string(status.message());
  }
  // The window, such as `2025-10-07 to 2025-10-20`.
  std::string Window() {
    const TimelineScope scope = Found();
    return absl::StrCat(absl::FormatCivilTime(scope.first_day), " to ",
                        absl::FormatCivilTime(scope.last_day));
  }
  static std::vector<std::string> VenuesOf(const TimelineScope& scope) {
    std::vector<std::string> names;
    for (const TimelinePlace& place : scope.places) names.push_back(place.venue.name());
    return names;
  }
  static std::vector<std::string> ParticipantsOf(const TimelineScope& scope) {
    std::vector<std::string> names;
    for (const v1::Participant& one : scope.participants) names.push_back(one.name());
    return names;
  }
  RanCommand Draw(const std::vector<std::string>& words, const GlobalOptions& options = {}) {
    return RunCommand(server_, TimelineCommand(), words, options);
  }

  ScriptedServer server_;
  TimelineQuestion question_;
  v1::Event days_;
  std::vector<v1::Event> events_;
  v1::QueryOccupancyResponse taken_;
  std::vector<v1::Occurrence> occurrences_;

 private:
  // One a page; those on days of the window.
  absl::StatusOr<v1::ListOccurrencesResponse> Announced(const v1::ListOccurrencesRequest& request) {
    std::vector<v1::Occurrence> all;
    for (const v1::Occurrence& one : occurrences_) {
      const auto& window = request.window();
      const auto key = [](const google::type::Date& date) {
        return (date.year() * 100 + date.month()) * 100 + date.day();
      };
      if (key(window.first_day()) <= key(one.day()) && key(one.day()) <= key(window.last_day())) {
        all.push_back(one);
      }
    }
    const size_t at = request.page_token().empty() ? 0 : std::stoul(request.page_token());
    v1::ListOccurrencesResponse page;
    if (at < all.size()) *page.add_occurrences() = all[at];
    if (at + 1 < all.size()) page.set_next_page_token(std::to_string(at + 1));
    return page;
  }
  // One a page.
  absl::StatusOr<v1::QueryOccupancyResponse> Occupied(const v1::QueryOccupancyRequest& request) {
    std::vector<v1::Occupancy> all;
    for (const v1::Occupancy& one : taken_.occupancies()) {
      for (const std::string& resource : request.resources()) {
        if (one.resource().starts_with(resource)) all.push_back(one);
      }
    }
    const size_t at = request.page_token().empty() ? 0 : std::stoul(request.page_token());
    v1::QueryOccupancyResponse page;
    if (at < all.size()) *page.add_occupancies() = all[at];
    if (at + 1 < all.size()) page.set_next_page_token(std::to_string(at + 1));
    page.set_revision_token("r");
    return page;
  }
};

TEST_F(TimelineScopeTest, IsAllVenuesWithTheirSpacesForTwoWeeks) {
  EXPECT_EQ(Window(), "2025-10-07 to 2025-10-20");
  const TimelineScope scope = Found();
  EXPECT_THAT(VenuesOf(scope), ElementsAre("venues/library", "venues/opera"));
  ASSERT_THAT(scope.places[1].spaces, SizeIs(2));
  EXPECT_EQ(scope.places[1].spaces[1].name(), "venues/opera/spaces/b");
  EXPECT_THAT(scope.participants, IsEmpty());
}

TEST_F(TimelineScopeTest, IsOneDayByHour) {
  question_.unit = TimelineUnit::kHour;
  EXPECT_EQ(Window(), "2025-10-07 to 2025-10-07");
  EXPECT_EQ(Found().unit, TimelineUnit::kHour);
}

TEST_F(TimelineScopeTest, HasTheDaysThatAreAskedFor) {
  question_.first_day = absl::CivilDay(2025, 11, 1);
  EXPECT_EQ(Window(), "2025-11-01 to 2025-11-14");
  question_.last_day = absl::CivilDay(2025, 11, 2);
  EXPECT_EQ(Window(), "2025-11-01 to 2025-11-02");
  question_.first_day.reset();
  EXPECT_EQ(Window(), "2025-10-07 to 2025-11-02");
  question_.last_day = absl::CivilDay(2025, 10, 2);
  EXPECT_EQ(Window(), "2025-10-02 to 2025-10-02");
}

TEST_F(TimelineScopeTest, EndsNotBeforeItBeginsAndIsNotTooLong) {
  question_.first_day = absl::CivilDay(2025, 1, 2);
  question_.last_day = absl::CivilDay(2025, 1, 1);
  EXPECT_EQ(Refusal(), "--to 2025-01-01 is before --from 2025-01-02.");
  question_.unit = TimelineUnit::kDay;
  question_.last_day = absl::CivilDay(2026, 1, 2);
  EXPECT_EQ(Window(), "2025-01-02 to 2026-01-02");
  question_.last_day = absl::CivilDay(2026, 1, 3);
  EXPECT_THAT(Refusal(), HasSubstr("A timeline by day shows 366 days at most"));
  question_.unit = TimelineUnit::kHour;
  question_.last_day = absl::CivilDay(2025, 1, 15);
  EXPECT_EQ(Window(), "2025-01-02 to 2025-01-15");
  question_.last_day = absl::CivilDay(2025, 1, 16);
  EXPECT_THAT(Refusal(), HasSubstr("A timeline by hour shows 14 days at most"));
  question_.unit.reset();
  question_.last_day = absl::CivilDay(2036, 1, 1);
  EXPECT_EQ(Refusal(),
            "A timeline by year shows 3660 days at most; choose --from and --to closer together.");
}

TEST_F(TimelineScopeTest, IsDrawnByWhatSuitsItsDays) {
  const auto unit_for = [this](absl::CivilDay last) {
    question_.first_day = absl::CivilDay(2025, 1, 1);
    question_.last_day = last;
    return Found().unit;
  };
  EXPECT_EQ(unit_for(absl::CivilDay(2025, 1, 1)), TimelineUnit::kHour);
  EXPECT_EQ(unit_for(absl::CivilDay(2025, 1, 2)), TimelineUnit::kDay);
  EXPECT_EQ(unit_for(absl::CivilDay(2025, 3, 3)), TimelineUnit::kDay);
  EXPECT_EQ(unit_for(absl::CivilDay(2025, 3, 4)), TimelineUnit::kWeek);
  EXPECT_EQ(unit_for(absl::CivilDay(2025, 12, 31)), TimelineUnit::kWeek);
  EXPECT_EQ(unit_for(absl::CivilDay(2026, 12, 31)), TimelineUnit::kMonth);
  EXPECT_EQ(unit_for(absl::CivilDay(2030, 12, 31)), TimelineUnit::kYear);
}

TEST_F(TimelineScopeTest, IsAsLongAsItsUnitWantsWhereNothingSaysTheDays) {
  question_.unit = TimelineUnit::kWeek;
  EXPECT_EQ(Window(), "2025-10-07 to 2025-12-29");
  question_.unit = TimelineUnit::kMonth;
  EXPECT_EQ(Window(), "2025-10-07 to 2026-10-07");
  question_.unit = TimelineUnit::kYear;
  EXPECT_EQ(Window(), "2025-10-07 to 2030-10-07");
}

TEST_F(TimelineScopeTest, OfACityIsItsVenues) {
  question_.cities = {"Baku"};
  const TimelineScope scope = Found();
  EXPECT_THAT(VenuesOf(scope), ElementsAre("venues/library", "venues/opera"));
  EXPECT_THAT(server_.Asked<v1::ListVenuesRequest>().at(0).filter().cities(), ElementsAre("Baku"));
  EXPECT_THAT(scope.subjects, ElementsAre(ElementsAre(Pair("", "Baku"))));
}

TEST_F(TimelineScopeTest, OfASpaceIsThatWithItsPartsAndNothingElse) {
  server_.Answer<v1::ListSpacesRequest, v1::ListSpacesResponse>(
      [](const v1::ListSpacesRequest&) -> absl::StatusOr<v1::ListSpacesResponse> {
        v1::ListSpacesResponse page;
        for (const char* id : {"both", "east", "other", "west"}) {
          page.add_spaces()->set_name(absl::StrCat("venues/opera/spaces/", id));
        }
        page.mutable_spaces(0)->add_parts("venues/opera/spaces/east");
        page.mutable_spaces(0)->add_parts("venues/opera/spaces/west");
        return page;
      });
  question_.spaces = {"venues/opera/spaces/both"};
  const TimelineScope scope = Found();
  ASSERT_THAT(VenuesOf(scope), ElementsAre("venues/opera"));
  ASSERT_THAT(scope.places[0].spaces, SizeIs(3));
  EXPECT_EQ(scope.places[0].spaces[2].name(), "venues/opera/spaces/west");
  ASSERT_TRUE(ReadOccupancy(server_.client(), scope).ok());
  EXPECT_THAT(server_.Asked<v1::QueryOccupancyRequest>().at(0).resources(),
              ElementsAre("venues/opera/spaces/both"));
  question_.spaces = {"venues/opera/spaces/none"};
  EXPECT_EQ(Refusal(), "--space: there is no venues/opera/spaces/none.");
  question_.venues = {"venues/opera"};
  EXPECT_THAT(Found().places[0].spaces, SizeIs(4));
}

TEST_F(TimelineScopeTest, OfAnOrganizationIsWhatItRunsAndWhatItsEventsBookOnTheseDays) {
  server_.Answer<v1::ListVenuesRequest, v1::ListVenuesResponse>(
      [](const v1::ListVenuesRequest& request) -> absl::StatusOr<v1::ListVenuesResponse> {
        EXPECT_THAT(request.filter().organizations(), ElementsAre("organizations/o"));
        v1::ListVenuesResponse page;
        page.add_venues()->set_name("venues/opera");
        return page;
      });
  question_.organizations = {"organizations/o"};
  EXPECT_THAT(VenuesOf(Found()), ElementsAre("venues/opera", "venues/library"));
  const auto asked = server_.Asked<v1::ListEventsRequest>().at(0).filter();
  EXPECT_THAT(asked.organizations(), ElementsAre("organizations/o"));
  EXPECT_EQ(asked.window().first_day().day(), 7);
  EXPECT_EQ(asked.window().last_day().day(), 20);
}

// The second is on a day before those of the scope, on which only its tear-down is.
TEST_F(TimelineScopeTest, ReadsWhenWhatOccupiesItIsAnnounced) {
  absl::TimeZone baku;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Baku", &baku));
  question_.venues = {"venues/opera"};
  question_.first_day = question_.last_day = absl::CivilDay(2025, 10, 9);
  const TimelineScope scope = Found();
  const auto occupancy_at = [&](absl::CivilHour start) {
    Take("venues/opera", absl::FromCivil(start, baku), "Asia/Baku");
    return taken_.occupancies().rbegin()->event();
  };
  const auto announce = [&](const std::string& event, int day, int hour) {
    v1::Occurrence& one = occurrences_.emplace_back();
    one.set_event(event);
    *one.mutable_day() = DateOf(10, day);
    one.set_time_zone("Asia/Baku");
    auto& start = *one.mutable_period()->mutable_timed()->mutable_start();
    start.set_year(2025), start.set_month(10), start.set_day(day), start.set_hours(hour);
    auto& end = *one.mutable_period()->mutable_timed()->mutable_end();
    end = start;
    end.set_minutes(30);
  };
  announce(occupancy_at(absl::CivilHour(2025, 10, 9, 18)), 9, 18);
  const auto only = ReadOccurrences(server_.client(), scope, taken_);
  ASSERT_TRUE(only.ok()) << only.status();
  EXPECT_THAT(*only, SizeIs(1));
  EXPECT_THAT(server_.Asked<v1::ListOccurrencesRequest>(), SizeIs(1));
  announce(occupancy_at(absl::CivilHour(2025, 10, 8, 23)), 8, 23);
  const auto both = ReadOccurrences(server_.client(), scope, taken_);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->back().day().day(), 8);
  const auto asked = server_.Asked<v1::ListOccurrencesRequest>().back();
  EXPECT_THAT(asked.filter().venues(), ElementsAre("venues/opera"));
  EXPECT_EQ(asked.window().first_day().day(), 8);
}

TEST_F(TimelineScopeTest, OfAProgrammeIsItsVenuesOnTheDaysOfItsStops) {
  question_.programme = "events/days";
  EXPECT_EQ(Window(), "2025-10-09 to 2025-10-13");
  EXPECT_THAT(VenuesOf(Found()), ElementsAre("venues/library", "venues/opera"));
  EXPECT_THAT(Found().participants, IsEmpty());
  question_.with_participants = true;
  EXPECT_THAT(ParticipantsOf(Found()), ElementsAre("participants/p"));
  EXPECT_EQ(Found().participant_zone, "Asia/Baku");
  question_.venues = {"venues/opera"};
  EXPECT_THAT(VenuesOf(Found()), ElementsAre("venues/opera"));
}

TEST_F(TimelineScopeTest, OfAProgrammeMayBeginOrEndElsewhere) {
  question_.programme = "events/days";
  question_.first_day = absl::CivilDay(2025, 10, 1);
  EXPECT_EQ(Window(), "2025-10-01 to 2025-10-13");
  question_.first_day.reset();
  question_.last_day = absl::CivilDay(2025, 10, 31);
  EXPECT_EQ(Window(), "2025-10-09 to 2025-10-31");
  days_.clear_culture_days();
  EXPECT_THAT(Refusal(), HasSubstr("events/days is no programme"));
}

TEST_F(TimelineScopeTest, OfAProgrammeWithoutVenuesShowsNoOthers) {
  events_ = {v1::Event(), v1::Event()};
  question_.programme = "events/days";
  EXPECT_THAT(VenuesOf(Found()), IsEmpty());
}

TEST_F(TimelineScopeTest, OfParticipantsShowsNoVenuesThatNobodyAskedFor) {
  question_.participants = {"participants/x"};
  EXPECT_THAT(VenuesOf(Found()), IsEmpty());
  EXPECT_THAT(ParticipantsOf(Found()), ElementsAre("participants/x"));
  EXPECT_EQ(Found().participant_zone, "UTC");
  question_.venues = {"venues/opera"};
  EXPECT_THAT(VenuesOf(Found()), ElementsAre("venues/opera"));
}

TEST_F(TimelineScopeTest, AsksForOccupanciesOfAHundredAtATimeOnTheDaysOfTheScope) {
  TimelineScope scope = Found();
  scope.places.resize(1);
  for (int i = 0; i < 101; ++i) {
    scope.places.emplace_back().venue.set_name(absl::StrCat("venues/v", i));
  }
  scope.participant_zone = "Asia/Baku";
  ASSERT_TRUE(ReadOccupancy(server_.client(), scope).ok());
  const auto asked = server_.Asked<v1::QueryOccupancyRequest>();
  ASSERT_THAT(asked, SizeIs(2));
  EXPECT_EQ(asked[0].resources_size(), 100);
  EXPECT_THAT(asked[1].resources(), ElementsAre("venues/v99", "venues/v100"));
  EXPECT_EQ(asked[1].window().first_day().day(), 7);
  EXPECT_EQ(asked[1].window().last_day().day(), 20);
  EXPECT_EQ(asked[1].time_zone(), "Asia/Baku");
}

// Of what takes a participant, that on the days of the scope where it is.
TEST_F(TimelineScopeTest, ShowsParticipantsOnItsDaysWhereTheyAre) {
  absl::TimeZone baku;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Baku", &baku));
  const auto at = [&](int day, int hour) {
    return absl::FromCivil(absl::CivilHour(2025, 10, day, hour), baku);
  };
  for (const auto& [day, hour] : {std::pair(6, 23), {7, 0}, {7, 23}, {8, 0}}) {
    Take("participants/p", at(day, hour), "Asia/Baku");
  }
  taken_.mutable_occupancies(2)->clear_end_time();
  question_.participants = {"participants/p"};
  question_.first_day = question_.last_day = absl::CivilDay(2025, 10, 7);
  const auto occupancy = ReadOccupancy(server_.client(), Found());
  ASSERT_TRUE(occupancy.ok()) << occupancy.status();
  std::vector<std::string> starts;
  for (const v1::Occupancy& one : occupancy->occupancies()) {
    starts.push_back(
        absl::FormatTime("%d %H", absl::FromUnixSeconds(one.start_time().seconds()), baku));
  }
  EXPECT_THAT(starts, ElementsAre("07 00", "07 23"));
  EXPECT_EQ(occupancy->revision_token(), "r");
  const auto asked = server_.Asked<v1::QueryOccupancyRequest>().at(0);
  EXPECT_EQ(asked.window().first_day().day(), 5);
  EXPECT_EQ(asked.window().last_day().day(), 9);
}

// In one zone, places and participants have its days, wherever they are.
TEST_F(TimelineScopeTest, ShowsWhatIsOnTheDaysOfTheZoneThatWasChosen) {
  absl::TimeZone baku, auckland;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Baku", &baku));
  ASSERT_TRUE(absl::LoadTimeZone("Pacific/Auckland", &auckland));
  for (const int hour : {10, 16}) {
    Take("venues/opera", absl::FromCivil(absl::CivilHour(2025, 10, 7, hour), baku), "Asia/Baku");
  }
  question_.venues = {"venues/opera"};
  question_.first_day = question_.last_day = absl::CivilDay(2025, 10, 7);
  question_.shown_in = auckland;
  const auto scope = Found();
  const auto occupancy = ReadOccupancy(server_.client(), scope);
  ASSERT_TRUE(occupancy.ok()) << occupancy.status();
  // The other is on the 8th there.
  EXPECT_EQ(occupancy->occupancies_size(), 1);
  const auto asked = server_.Asked<v1::QueryOccupancyRequest>().at(0);
  EXPECT_EQ(asked.window().first_day().day(), 5);
  EXPECT_EQ(asked.window().last_day().day(), 9);
}

TEST_F(TimelineScopeTest, IsDrawnWithWhatOccupiesIt) {
  absl::TimeZone baku;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Baku", &baku));
  Take("venues/opera", absl::FromCivil(absl::CivilHour(2025, 10, 9, 18), baku), "Asia/Baku");
  Take("venues/opera", absl::FromCivil(absl::CivilHour(2025, 10, 10, 9), baku), "Asia/Baku");
  const RanCommand ran = Draw({"--programme", "days", "--participants"});
  ASSERT_TRUE(ran.code.ok()) << ran.code.status();
  EXPECT_THAT(ran.out, AllOf(HasSubstr("  (the venue)           #1  #2  .   .   .\n"),
                             HasSubstr("Participants (Asia/Baku)\n  participants/p"),
                             HasSubstr("#1  Thu 2025-10-09 18:00-19:00")));
  GlobalOptions json;
  json.format = Format::kJson;
  EXPECT_THAT(Draw({"--venue", "opera"}, json).out, AllOf(HasSubstr("\"timeZone\": \"Asia/Baku\""),
                                                          HasSubstr("\"revisionToken\": \"r\"")));
}

TEST_F(TimelineScopeTest, IsDrawnByHourOnTheDaysThatAreGiven) {
  const RanCommand ran = Draw({"--venue", "opera", "--venue", "venues/library", "--participant",
                               "x", "--by", "hour", "--from", "2025-10-09", "--to", "2025-10-09"});
  ASSERT_TRUE(ran.code.ok()) << ran.code.status();
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Thu 2025-10-09"), HasSubstr("venues/library, "),
                             HasSubstr("venues/opera, "), HasSubstr("  participants/x")));
  EXPECT_THAT(Draw({"--venue", "opera", "--by", "day", "--participants=false"}).out,
              testing::Not(HasSubstr("Participants")));
}

TEST_F(TimelineScopeTest, TakesWordsForDaysAndSeveralVenuesInOne) {
  GlobalOptions options;
  options.here = absl::UTCTimeZone();
  options.now = absl::FromCivil(absl::CivilDay(2025, 10, 8), options.here);
  const RanCommand ran =
      Draw({"--venue", "opera,library", "--from", "thursday", "--to", "thursday", "--by", "hour"},
           options);
  ASSERT_TRUE(ran.code.ok()) << ran.code.status();
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Thu 2025-10-09"), HasSubstr("venues/library, "),
                             HasSubstr("venues/opera, ")));
  EXPECT_EQ(ran.err,
            "--from: thursday is 2025-10-09.\n--to: thursday is 2025-10-09.\n"
            "Today is 2025-10-08 in UTC.\n");
}

TEST_F(TimelineScopeTest, IsRefusedForWhatIsNoUnitAndNoDate) {
  EXPECT_EQ(Draw({"--by", "minute"}).code.status().message(),
            "--by: \"minute\" is not one of hour, day, week, month, year.");
  EXPECT_EQ(Draw({"--from", "24.12.2026"}).code.status().message(),
            "--from: \"24.12.2026\" is not a date such as 2025-10-07, tomorrow or friday. Write "
            "2026-12-24.");
  EXPECT_THAT(std::string(Draw({"2025-10-07"}).code.status().message()),
              HasSubstr("give its days as --from DATE --to DATE."));
  EXPECT_EQ(Draw({"--to", "x"}).code.status().message(),
            "--to: \"x\" is not a date such as 2025-10-07, tomorrow or friday.");
}

TEST_F(TimelineScopeTest, SaysThatThereAreNoVenues) {
  server_.Answer<v1::ListVenuesRequest, v1::ListVenuesResponse>(
      [](const v1::ListVenuesRequest&) -> absl::StatusOr<v1::ListVenuesResponse> {
        return v1::ListVenuesResponse();
      });
  const RanCommand ran = Draw({});
  EXPECT_EQ(*ran.code, kExitOk);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("There are no venues to show"));
  EXPECT_THAT(Draw({"--city", "Tashkant"}).err, HasSubstr("There are no venues in that city"));
}

}  // namespace
}  // namespace taqvim::cli
