#include "server/schedule/event/event_filter.h"

#include "gtest/gtest.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

bool Matches(const std::string& filter, const v1::Event& event) {
  return EventMatcher(FromText<v1::EventFilter>(filter)).Matches(event);
}

v1::Event Concert() {
  return FromText<v1::Event>(R"pb(
    name: 'events/concert'
    title { key: 'az' value: 'Muğam axşamı' }
    title { key: 'en' value: 'An Evening of Mugham' }
    owner: 'organizations/ministry'
    state: EVENT_STATE_CONFIRMED
    programme: 'events/days'
    external_ids { key: 'tickets' value: 'a/17' }
    activity { form: ACTIVITY_FORM_CONCERT }
    period {
      timed {
        start { year: 2025 month: 10 day: 10 hours: 18 }
        end { year: 2025 month: 10 day: 11 }
      }
    }
    bookings { space: 'venues/library/spaces/hall' }
    bookings {
      participant: 'participants/ensemble'
      period {
        dated {
          first_day { year: 2025 month: 10 day: 8 }
          last_day { year: 2025 month: 10 day: 12 }
        }
      }
      set_up_days: 3
    }
  )pb");
}

v1::Event Days() {
  return FromText<v1::Event>(R"pb(
    name: 'events/days'
    culture_days {
      guest_country: 'AZ'
      host_country: 'KZ'
      stops {
        city: 'Astana'
        first_day { year: 2025 month: 10 day: 9 }
        last_day { year: 2025 month: 10 day: 12 }
      }
      stops {
        city: 'Almaty'
        first_day { year: 2025 month: 10 day: 20 }
        last_day { year: 2025 month: 10 day: 21 }
      }
    }
  )pb");
}

TEST(EventFilter, EmptyMatchesEverything) {
  EXPECT_TRUE(Matches("", Concert()));
  EXPECT_TRUE(Matches("", v1::Event()));
}

TEST(EventFilter, MatchesLabels) {
  v1::Event event = Concert();
  event.add_labels("jazz");
  event.add_labels("children");
  EXPECT_TRUE(Matches("labels: 'opera' labels: 'children'", event));
  EXPECT_FALSE(Matches("labels: 'opera'", event));
  EXPECT_FALSE(Matches("labels: 'Jazz'", event));
  EXPECT_FALSE(Matches("labels: 'jazz'", Concert()));
}

TEST(EventFilter, MatchesTheAgreementAndTheHosts) {
  v1::Event event = Concert();
  event.set_agreement("agreements/libraries");
  event.set_host("events/corner");
  EXPECT_TRUE(Matches("agreement: 'agreements/libraries'", event));
  EXPECT_FALSE(Matches("agreement: 'agreements/museums'", event));
  EXPECT_TRUE(Matches("hosts: 'events/other' hosts: 'events/corner'", event));
  EXPECT_FALSE(Matches("hosts: 'events/other'", event));
  EXPECT_FALSE(Matches("hosts: 'events/other'", Concert()));
}

TEST(EventFilter, OneOfTheKindsAndStatesMustMatch) {
  EXPECT_TRUE(Matches("kinds: EVENT_KIND_EXHIBITION kinds: EVENT_KIND_ACTIVITY", Concert()));
  EXPECT_FALSE(Matches("kinds: EVENT_KIND_EXHIBITION", Concert()));
  EXPECT_TRUE(Matches("states: EVENT_STATE_CONFIRMED", Concert()));
  EXPECT_FALSE(Matches("states: EVENT_STATE_TENTATIVE", Concert()));
}

TEST(EventFilter, EveryFieldThatIsSetMustMatch) {
  EXPECT_TRUE(Matches("kinds: EVENT_KIND_ACTIVITY text: 'mugham'", Concert()));
  EXPECT_FALSE(Matches("kinds: EVENT_KIND_ACTIVITY text: 'opera'", Concert()));
}

TEST(EventFilter, ProgrammeMatchesItsEventsAndItself) {
  EXPECT_TRUE(Matches("programme: 'events/days'", Concert()));
  EXPECT_TRUE(Matches("programme: 'events/days'", Days()));
  EXPECT_FALSE(Matches("programme: 'events/other'", Concert()));
}

TEST(EventFilter, VenueMatchesBookingsOfItsSpacesAndOfTheWhole) {
  EXPECT_TRUE(Matches("venues: 'venues/other' venues: 'venues/library'", Concert()));
  EXPECT_FALSE(Matches("venues: 'venues/librar'", Concert()));
  const auto whole = FromText<v1::Event>("bookings { venue: 'venues/library' }");
  EXPECT_TRUE(Matches("venues: 'venues/library'", whole));
  EXPECT_FALSE(Matches("spaces: 'venues/library/spaces/hall'", whole));
}

TEST(EventFilter, SpacesParticipantsAndOwnersMatchByName) {
  EXPECT_TRUE(Matches("spaces: 'venues/library/spaces/hall'", Concert()));
  EXPECT_FALSE(Matches("spaces: 'venues/library/spaces/corner'", Concert()));
  EXPECT_TRUE(Matches("participants: 'participants/ensemble'", Concert()));
  EXPECT_FALSE(Matches("participants: 'participants/poet'", Concert()));
  EXPECT_TRUE(Matches("organizations: 'organizations/ministry'", Concert()));
  EXPECT_FALSE(Matches("organizations: 'organizations/library'", Concert()));
}

TEST(EventFilter, CountriesMatchGuestAndHostOfCultureDaysOnly) {
  EXPECT_TRUE(Matches("countries: 'AZ'", Days()));
  EXPECT_TRUE(Matches("countries: 'TJ' countries: 'KZ'", Days()));
  EXPECT_FALSE(Matches("countries: 'UZ'", Days()));
  EXPECT_FALSE(Matches("countries: 'AZ'", Concert()));
}

std::string Window(const std::string& first, const std::string& last) {
  std::string text = "window {";
  if (!first.empty()) text += " first_day {" + DateText(first) + "}";
  if (!last.empty()) text += " last_day {" + DateText(last) + "}";
  return text + "}";
}

TEST(EventFilter, WindowMeetsBookingsWithoutTheirSetUp) {
  EXPECT_FALSE(Matches(Window("", "2025-10-07"), Concert()));
  EXPECT_TRUE(Matches(Window("", "2025-10-08"), Concert()));
  EXPECT_TRUE(Matches(Window("2025-10-12", ""), Concert()));
  EXPECT_FALSE(Matches(Window("2025-10-13", ""), Concert()));
}

TEST(EventFilter, TimedPeriodThatEndsAtMidnightIsNotOnTheDayAfter) {
  v1::Event concert = Concert();
  concert.mutable_bookings()->RemoveLast();
  EXPECT_TRUE(Matches(Window("2025-10-10", "2025-10-10"), concert));
  EXPECT_FALSE(Matches(Window("2025-10-11", "2025-10-11"), concert));
}

TEST(EventFilter, WindowMeetsEachStopAndNotTheDaysBetween) {
  EXPECT_TRUE(Matches(Window("2025-10-12", "2025-10-15"), Days()));
  EXPECT_FALSE(Matches(Window("2025-10-13", "2025-10-19"), Days()));
  EXPECT_TRUE(Matches(Window("2025-10-21", "2025-10-21"), Days()));
}

TEST(EventFilter, PermanentDisplayIsThereInEveryLaterWindow) {
  const auto display = FromText<v1::Event>(
      "exhibition {} period { dated { first_day { year: 2019 month: 5 day: 1 } permanent: true } "
      "}");
  EXPECT_TRUE(Matches(Window("2090-01-01", "2090-01-01"), display));
  EXPECT_FALSE(Matches(Window("", "2019-04-30"), display));
}

TEST(EventFilter, TextIsFoundInAnyLanguageInWhateverCase) {
  EXPECT_TRUE(Matches("text: 'EVENING of'", Concert()));
  EXPECT_TRUE(Matches("text: 'muğam'", Concert()));
  EXPECT_TRUE(Matches("text: 'MUĞAM'", Concert()));
  EXPECT_FALSE(Matches("text: 'MUGAM'", Concert()));
}

TEST(EventFilter, ExternalIdIsSystemAndIdentifier) {
  EXPECT_TRUE(Matches("external_id: 'tickets/a/17'", Concert()));
  EXPECT_FALSE(Matches("external_id: 'tickets/a'", Concert()));
  EXPECT_FALSE(Matches("external_id: 'signage/a/17'", Concert()));
}

}  // namespace
}  // namespace taqvim::schedule
