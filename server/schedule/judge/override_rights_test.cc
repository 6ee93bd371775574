// Whose override counts.
#include "server/schedule/judge/override_rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

class OverrideRightsTest : public EventsTest {
 protected:
  // The conflicts of an event of the fields with that override, by a caller with
  // these rights.
  std::vector<v1::Conflict> Conflicts(const access::Rights& rights, const std::string& fields,
                                      v1::ConflictRule rule) {
    const auto request = FromText<v1::CheckEventsRequest>(
        absl::StrCat("writes { create { overrides: ", v1::ConflictRule_Name(rule),
                     " event_id: 'new' event { owner: 'organizations/owner' title { key: 'en' "
                     "value: 'T' } ",
                     fields, " } } } writes { confirm { name: 'events/new' overrides: ",
                     v1::ConflictRule_Name(rule), " } }"));
    std::vector<v1::Conflict> conflicts;
    auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto response = CheckEvents(transaction, {"someone", rights}, request);
          if (!response.ok()) return response.status();
          conflicts.assign(response->conflicts().begin(), response->conflicts().end());
          return "";
        },
        /*dry_run=*/true);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    return conflicts;
  }
  v1::Conflict Only(const access::Rights& rights, const std::string& fields,
                    v1::ConflictRule rule) {
    const auto conflicts = Conflicts(rights, fields, rule);
    EXPECT_EQ(conflicts.size(), 1u);
    return conflicts.empty() ? v1::Conflict() : conflicts[0];
  }
  std::string InHall() {
    return absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                        Timed("2025-10-10 18:00", "2025-10-10 20:00"), " bookings { space: '",
                        hall_, "' }");
  }

  static access::Rights Organizer(const std::string& organization) {
    access::Rights rights;
    rights.AddForOrganization(v1::ROLE_ORGANIZER, organization);
    return rights;
  }
  static access::Rights Manager(const std::string& venue) {
    access::Rights rights;
    rights.AddForVenue(v1::ROLE_VENUE_MANAGER, venue);
    return rights;
  }
};

constexpr auto kClosed = v1::CONFLICT_RULE_VENUE_CLOSED;

TEST_F(OverrideRightsTest, OfAClosureIsTheVenueManagers) {
  Close("2025-10-10", "repair");
  EXPECT_EQ(Only(Manager(library_), InHall(), kClosed).severity(), v1::CONFLICT_SEVERITY_ADVISORY);
  EXPECT_EQ(Only(access::Rights::All(), InHall(), kClosed).severity(),
            v1::CONFLICT_SEVERITY_ADVISORY);
  for (const access::Rights& rights :
       {Manager("venues/other"), Organizer("organizations/owner"), access::Rights()}) {
    const v1::Conflict conflict = Only(rights, InHall(), kClosed);
    EXPECT_EQ(conflict.severity(), v1::CONFLICT_SEVERITY_BLOCKING);
    EXPECT_THAT(conflict.message(),
                HasSubstr("Only a venue manager of " + library_ + " can override this."));
  }
}

TEST_F(OverrideRightsTest, ThatWasNotAskedForIsOfferedToWhoHasIt) {
  Close("2025-10-10", "repair");
  constexpr auto kOther = v1::CONFLICT_RULE_OVER_CAPACITY;
  EXPECT_EQ(Only(Manager(library_), InHall(), kOther).severity(),
            v1::CONFLICT_SEVERITY_OVERRIDABLE);
  EXPECT_EQ(Only(Organizer("organizations/owner"), InHall(), kOther).severity(),
            v1::CONFLICT_SEVERITY_BLOCKING);
}

TEST_F(OverrideRightsTest, OfCultureDaysThatOverlapIsTheOwnersOrganizers) {
  const std::string days =
      "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: 'Astana' "
      "first_day { year: 2025 month: 10 day: 9 } last_day { year: 2025 month: 10 day: 11 } } }";
  ASSERT_TRUE(Create("first", days).ok());
  ASSERT_TRUE(Confirm("events/first").ok());
  constexpr auto kOverlap = v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP;
  EXPECT_EQ(Only(Organizer("organizations/owner"), days, kOverlap).severity(),
            v1::CONFLICT_SEVERITY_ADVISORY);
  EXPECT_EQ(Only(Manager(library_), days, kOverlap).severity(), v1::CONFLICT_SEVERITY_BLOCKING);
}

TEST_F(OverrideRightsTest, GivenBeforeCountsForWhoeverWritesLater) {
  Close("2025-10-10", "repair");
  const auto create = FromText<v1::CreateEventRequest>(
      absl::StrCat("event_id: 'new' overrides: CONFLICT_RULE_VENUE_CLOSED event { owner: "
                   "'organizations/owner' title { key: 'en' value: 'T' } ",
                   InHall(), " }"));
  ASSERT_TRUE(Run(CreateEvent, create).ok());
  const access::Rights rights = Organizer("organizations/owner");
  const auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        v1::ConfirmEventRequest request;
        request.set_name("events/new");
        auto response = ConfirmEvent(transaction, {"someone", rights}, request);
        if (!response.ok()) return response.status();
        return "";
      });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
}

}  // namespace
}  // namespace taqvim::schedule
