#include "server/schedule/check/fields.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

template <class Message>
std::map<std::string, std::string> Wrong(const std::string& text) {
  FieldErrors errors;
  CheckMessage(FromText<Message>(text), errors);
  return ViolationsOf(errors);
}

const std::string kTitle = "title { key: 'en' value: 'Title' } ";  // NOLINT: a test's constant

TEST(Organization, NeedsTitleAndCountry) {
  EXPECT_THAT(Wrong<v1::Organization>(kTitle + "country: 'AZ' city: 'Baku'"), IsEmpty());
  EXPECT_THAT(Wrong<v1::Organization>("city: ' Baku' kind: ORGANIZATION_KIND_LIBRARY"),
              ElementsAre(Pair("city", HasSubstr("space")), Pair("country", HasSubstr("required")),
                          Pair("title", HasSubstr("required"))));
}

TEST(Organization, OfAnUnknownTypeFails) {
  v1::Organization organization;
  organization.set_kind(static_cast<v1::OrganizationKind>(-3));
  FieldErrors errors;
  CheckChange(organization, errors);
  EXPECT_THAT(ViolationsOf(errors), ElementsAre(Pair("kind", HasSubstr("-3 is no"))));
}

TEST(Participant, NamesItsOrganization) {
  EXPECT_THAT(Wrong<v1::Participant>(kTitle), IsEmpty());
  EXPECT_THAT(Wrong<v1::Participant>(kTitle + "organization: 'venues/a' country: 'XX'"),
              ElementsAre(Pair("country", HasSubstr("XX")),
                          Pair("organization", HasSubstr("organizations/{organization}"))));
}

TEST(Agreement, IsBetweenSeveral) {
  const std::string two = "parties: 'organizations/a' parties: 'organizations/b' ";
  EXPECT_THAT(Wrong<v1::Agreement>(kTitle + two), IsEmpty());
  EXPECT_EQ(Wrong<v1::Agreement>(kTitle).count("parties"), 1);
  EXPECT_EQ(Wrong<v1::Agreement>(kTitle + "parties: 'organizations/a'").count("parties"), 1);
  EXPECT_THAT(Wrong<v1::Agreement>(kTitle + two + "parties: 'organizations/a'"),
              ElementsAre(Pair("parties[2]", HasSubstr("twice"))));
  std::string many;
  for (int i = 0; i < 21; ++i) many += "parties: 'organizations/a" + std::to_string(i) + "' ";
  EXPECT_THAT(Wrong<v1::Agreement>(kTitle + many),
              ElementsAre(Pair("parties", HasSubstr("at most 20"))));
}

TEST(Agreement, EndsAfterItWasSigned) {
  EXPECT_THAT(Wrong<v1::Agreement>(kTitle + R"(parties: 'organizations/a' parties: 'organizations/b'
                  signing_day { year: 2025 month: 2 day: 2 }
                  last_day { year: 2025 month: 2 day: 1 })"),
              ElementsAre(Pair("last_day", HasSubstr("signing_day"))));
}

const std::string kVenue =  // NOLINT: a test's constant
    kTitle + "country: 'KZ' city: 'Astana' time_zone: 'Asia/Almaty' ";

TEST(Venue, NeedsCountryCityAndZone) {
  EXPECT_THAT(Wrong<v1::Venue>(kVenue), IsEmpty());
  EXPECT_THAT(Wrong<v1::Venue>(kTitle),
              ElementsAre(Pair("city", HasSubstr("empty")), Pair("country", HasSubstr("required")),
                          Pair("time_zone", HasSubstr("required"))));
}

TEST(Venue, HasOpeningHoursToTheMinute) {
  EXPECT_THAT(Wrong<v1::Venue>(kVenue + R"(
      opening_hours { day: MONDAY open { hours: 9 } close { hours: 24 } }
      opening_hours { day: TUESDAY open {} close { hours: 1 } })"),
              IsEmpty());
  EXPECT_THAT(Wrong<v1::Venue>(kVenue + R"(
      opening_hours { open { hours: 9 } close { hours: 10 } }
      opening_hours { day: MONDAY open { hours: 24 } close { hours: 24 minutes: 1 } }
      opening_hours { day: MONDAY open { hours: 9 seconds: 1 } close { hours: 8 nanos: 5 } }
      opening_hours { day: MONDAY open { hours: 9 } close { hours: 9 } }
      opening_hours { day: MONDAY })"),
              ElementsAre(Pair("opening_hours[0].day", HasSubstr("MONDAY")),
                          Pair("opening_hours[1].close", HasSubstr("24:00")),
                          Pair("opening_hours[1].open", HasSubstr("23:59")),
                          Pair("opening_hours[2].close", HasSubstr("to the minute")),
                          Pair("opening_hours[2].open", HasSubstr("to the minute")),
                          Pair("opening_hours[3].close", HasSubstr("later than open")),
                          Pair("opening_hours[4].close", HasSubstr("required")),
                          Pair("opening_hours[4].open", HasSubstr("required"))));
}

TEST(Venue, HasOpeningHoursThatDoNotOverlap) {
  EXPECT_THAT(Wrong<v1::Venue>(kVenue + R"(
      opening_hours { day: MONDAY open { hours: 9 } close { hours: 12 } }
      opening_hours { day: MONDAY open { hours: 12 } close { hours: 14 } }
      opening_hours { day: TUESDAY open { hours: 9 } close { hours: 12 } }
      opening_hours { day: MONDAY open { hours: 11 } close { hours: 12 } })"),
              ElementsAre(Pair("opening_hours[3]", HasSubstr("opening_hours[0]"))));
}

TEST(Venue, RefusesTimesOfDayOfAnySize) {
  EXPECT_EQ(Wrong<v1::Venue>(kVenue + R"(
      opening_hours { day: MONDAY open { hours: 2147483647 } close { hours: -2147483648 } }
      opening_hours { day: MONDAY open { minutes: 2147483647 } close { nanos: -1 } })")
                .size(),
            4);
}

TEST(Venue, OfAnUnknownPolicyFails) {
  auto venue = FromText<v1::Venue>(kVenue);
  venue.set_booking_policy(static_cast<v1::BookingPolicy>(3));
  FieldErrors errors;
  CheckMessage(venue, errors);
  EXPECT_THAT(ViolationsOf(errors), ElementsAre(Pair("booking_policy", HasSubstr("3 is no"))));
}

TEST(Space, HasPartsAndSeatsWithinBounds) {
  EXPECT_THAT(Wrong<v1::Space>(kTitle + "parts: 'venues/a/spaces/b' seats: 1000000"), IsEmpty());
  EXPECT_THAT(Wrong<v1::Space>(kTitle + "parts: 'venues/a/spaces/b' parts: 'spaces/c' seats: -1"),
              ElementsAre(Pair("parts[1]", HasSubstr("venues/{venue}/spaces/{space}")),
                          Pair("seats", HasSubstr("-1"))));
}

TEST(Closure, NeedsAPeriod) {
  EXPECT_THAT(Wrong<v1::Closure>("reason { key: 'en' value: 'x' }"),
              ElementsAre(Pair("period", HasSubstr("required"))));
  EXPECT_THAT(Wrong<v1::Closure>("period {} spaces: 'x'"),
              ElementsAre(Pair("period", HasSubstr("timed")), Pair("spaces[0]", HasSubstr("x"))));
}

}  // namespace
}  // namespace taqvim::schedule
