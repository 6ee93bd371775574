#include "server/schedule/methods/assumptions.h"

#include <set>

#include "gmock/gmock.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

class PutAssumedTest : public ScheduleTest {
 protected:
  template <class Message>
  absl::Status Assume(const char* text) {
    return schedule_
        .RunTransaction([&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto s = Put(transaction, FromText<Message>(text));
          if (!s.ok()) return s;
          return "";
        })
        .status;
  }

 private:
  static constexpr char kPath[] = "assumptions.things[3]";

  static absl::Status Put(storage::Transaction& transaction, const v1::Venue& venue) {
    std::vector<CorrectedZone> corrected;
    return PutAssumed(transaction, kPath, venue, corrected);
  }
  static absl::Status Put(storage::Transaction& transaction, const v1::Space& space) {
    std::set<std::string> reshaped;
    return PutAssumed(transaction, kPath, space, reshaped);
  }
  template <class Message>
  static absl::Status Put(storage::Transaction& transaction, const Message& message) {
    return PutAssumed(transaction, kPath, message);
  }
};

TEST_F(PutAssumedTest, CreatesWhatDoesNotExist) {
  auto status = Assume<v1::Organization>(
      "name: 'organizations/ministry' title { key: 'en' value: 'A ministry' } country: 'AZ'");
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Run(GetOrganization, "name: 'organizations/ministry'")->organization().country(), "AZ");
}

TEST_F(PutAssumedTest, ReplacesWithoutAnEtagAndLeavesNothingOfTheOld) {
  AddVenue("library");
  auto status = Assume<v1::Venue>(
      "name: 'venues/library' title { key: 'kk' value: 'Кітапхана' } country: 'KZ' "
      "city: 'Almaty' time_zone: 'Asia/Almaty'");
  ASSERT_TRUE(status.ok()) << status;
  const v1::Venue venue = Run(GetVenue, "name: 'venues/library'")->venue();
  EXPECT_EQ(venue.city(), "Almaty");
  EXPECT_EQ(venue.title_size(), 1);
}

TEST_F(PutAssumedTest, TakesWhatIsStoredAlreadyAsItIs) {
  AddParticipant("poet");
  const int64_t revision = schedule_.store().newest_revision().number;
  schedule_.now += absl::Hours(1);
  auto status = Assume<v1::Participant>(
      "name: 'participants/poet' title { key: 'en' value: 'An ensemble' } etag: 'of no matter'");
  ASSERT_TRUE(status.ok()) << status;
  auto page = schedule_.store().ChangesAfter(revision, 10, 1 << 20);
  ASSERT_TRUE(page.ok() && page->entries.size() == 1);
  EXPECT_TRUE(page->entries[0].changes.empty());
}

TEST_F(PutAssumedTest, NamesWhereAReferenceIsMissing) {
  AddVenue("library");
  auto space = Assume<v1::Space>(
      "name: 'venues/library/spaces/hall' title { key: 'en' value: 'A hall' } "
      "parts: 'venues/library/spaces/stage'");
  EXPECT_EQ(ReasonOf(space), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_THAT(std::string(space.message()), HasSubstr("venues/library/spaces/stage"));
  auto homeless =
      Assume<v1::Space>("name: 'venues/nowhere/spaces/hall' title { key: 'en' value: 'A hall' }");
  EXPECT_EQ(ReasonOf(homeless), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_THAT(std::string(homeless.message()), HasSubstr("assumptions.things[3].name"));
}

TEST_F(PutAssumedTest, ClosesWhatAnAssumedClosureCloses) {
  const std::string hall = AddSpace(AddVenue("library"), "hall");
  AddOrganization("owner");
  auto check = FromText<v1::CheckEventsRequest>(R"(
      assumptions {
        closures {
          name: 'venues/library/closures/works'
          spaces: 'venues/library/spaces/hall'
          period { dated { first_day { year: 2025 month: 10 day: 10 }
                           last_day { year: 2025 month: 10 day: 10 } } }
        }
      })");
  EXPECT_FALSE(Run(CheckEvents, check)->blocked());
  auto& event = *check.add_writes()->mutable_create()->mutable_event();
  event = FromText<v1::Event>(
      "title { key: 'en' value: 'Talk' } owner: 'organizations/owner' "
      "activity { form: ACTIVITY_FORM_TALK } bookings { space: 'venues/library/spaces/hall' } "
      "period { timed { start { " +
      DateTimeText("2025-10-10 18:00") + " } end { " + DateTimeText("2025-10-10 20:00") + " } } }");
  auto checked = Run(CheckEvents, check);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->blocked());
  ASSERT_EQ(checked->conflicts_size(), 1);
  EXPECT_EQ(checked->conflicts(0).resource(), hall);
  EXPECT_EQ(checked->conflicts(0).counterpart(), "venues/library/closures/works");
  EXPECT_EQ(checked->conflicts(0).time_zone(), "Asia/Almaty");
}

}  // namespace
}  // namespace taqvim::schedule
