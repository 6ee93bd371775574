#include "server/schedule/stored/referrers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

class ReferrersTest : public ScheduleTest {
 protected:
  // Puts so many resources that refer to one, as if it were their zone; returns that one and
  // those, in order.
  std::pair<ResourceId, std::vector<ResourceId>> Put(int count) {
    ResourceId target = 0;
    std::vector<ResourceId> referring;
    const auto put = [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
      target = transaction.NewId();
      storage::Mutation mutation;
      mutation.puts.push_back({.id = target,
                               .kind = Kind::kTopic,
                               .name = absl::StrCat("target/", count),
                               .body = "t"});
      for (int i = 0; i < count; ++i) {
        referring.push_back(transaction.NewId());
        mutation.puts.push_back({.id = referring.back(),
                                 .kind = Kind::kTopic,
                                 .name = absl::StrCat("of/", count, "/", i),
                                 .body = "r",
                                 .links = {{LinkRole::kZone, target}}});
      }
      RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
      return "";
    };
    EXPECT_TRUE(schedule_.RunTransaction(put).status.ok());
    return {target, referring};
  }
};

TEST_F(ReferrersTest, AreAllOfManyPages) {
  for (int count : {0, 1, 1000, 1001, 2000}) {
    SCOPED_TRACE(count);
    const auto [target, referring] = Put(count);
    std::vector<ResourceId> all;
    const auto read = [&all, of = target](storage::Snapshot& snapshot) {
      all = AllReferrers(snapshot, of, {LinkRole::kZone}).value();
      return absl::OkStatus();
    };
    ASSERT_TRUE(schedule_.RunRead(read).ok());
    EXPECT_EQ(all, referring);
  }
}

}  // namespace
}  // namespace taqvim::schedule
