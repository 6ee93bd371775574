#include "server/schedule/stored/changed_fields.h"

#include "gmock/gmock.h"
#include "server/schedule/testing/from_text.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kTimed[] =
    "period { timed { start { year: 2025 hours: 18 } end { year: 2025 hours: 20 } } } ";

std::vector<std::string> Between(const std::string& before, const std::string& after) {
  return ChangedFields(FromText<v1::Event>(before), FromText<v1::Event>(after));
}

TEST(ChangedFields, AreNoneOfWhatIsTheSameInAnotherOrder) {
  EXPECT_THAT(Between("title { key: 'en' value: 'A' } title { key: 'kk' value: 'B' }",
                      "title { key: 'kk' value: 'B' } title { key: 'en' value: 'A' }"),
              IsEmpty());
}

TEST(ChangedFields, LeaveOutWhatEveryWriteChanges) {
  EXPECT_THAT(
      Between("etag: 'a' update_time { seconds: 1 }", "etag: 'b' update_time { seconds: 2 }"),
      IsEmpty());
}

TEST(ChangedFields, GoIntoMessagesOfTheContractAndNoFurther) {
  EXPECT_THAT(Between(kTimed,
                      "period { timed { start { year: 2025 hours: 18 } "
                      "end { year: 2025 hours: 21 } } }"),
              ElementsAre("period.timed.end"));
  EXPECT_THAT(Between(kTimed, "period { dated { first_day { year: 2025 } permanent: true } }"),
              ElementsAre("period.timed", "period.dated"));
}

TEST(ChangedFields, NameMapsListsAndNewMessagesAsAWhole) {
  EXPECT_THAT(Between("title { key: 'en' value: 'A' } bookings { id: 'a' }",
                      "title { key: 'en' value: 'B' } bookings { id: 'a' set_up_days: 1 } "
                      "recurrence { rule: 'FREQ=DAILY' }"),
              ElementsAre("title", "bookings", "recurrence"));
}

}  // namespace
}  // namespace taqvim::schedule
