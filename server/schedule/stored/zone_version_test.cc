#include "server/schedule/stored/zone_version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

// What becomes of a write by data of that version.
absl::Status Write(ScheduleStore& store, const std::string& version) {
  return store
      .RunTransaction([&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(GoByZoneVersion(transaction, version));
        return "";
      })
      .status;
}

TEST(ZoneVersion, OfAServerMayBeNewerThanTheStoreButNotOlder) {
  ScheduleStore store;
  EXPECT_TRUE(Write(store, "2024b").ok());
  EXPECT_TRUE(Write(store, "2024b").ok());
  EXPECT_TRUE(Write(store, "2025a").ok());
  const absl::Status older = Write(store, "2024b");
  EXPECT_EQ(older.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(older.message(), HasSubstr("others go by 2025a already: install that"));
  EXPECT_TRUE(Write(store, "2025a").ok());
}

TEST(ZoneVersion, ThatIsNotKnownHindersNobody) {
  ScheduleStore store;
  EXPECT_TRUE(Write(store, "").ok());
  EXPECT_TRUE(Write(store, "2025b").ok());
  EXPECT_TRUE(Write(store, "").ok());
}

TEST(ZoneVersion, IsThatOfTheInstalledData) {
  EXPECT_THAT(ZoneVersionInForce(), ::testing::MatchesRegex("(20[0-9][0-9][a-z]+)?"));
}

}  // namespace
}  // namespace taqvim::schedule
