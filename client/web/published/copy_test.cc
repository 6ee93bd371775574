#include "client/web/published/copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/web/published/held_days.h"

namespace taqvim::web {
namespace {

class CopyTest : public testing::Test {
 protected:
  // Whether it is current; nullopt where it is not shown.
  std::optional<bool> IsCurrentAfter(absl::Duration age) const {
    std::optional<bool> current;
    const auto status =
        copy_.Read(now_ + age, [&](const CopyView& view) { current = view.is_current; });
    EXPECT_EQ(status.ok(), current.has_value());
    EXPECT_TRUE(status.ok() || absl::IsUnavailable(status));
    return current;
  }
  uint64_t Version() const {
    uint64_t version = 0;
    EXPECT_TRUE(copy_.Read(now_, [&](const CopyView& view) { version = view.version; }).ok());
    return version;
  }

  const absl::Time now_ = absl::FromUnixSeconds(2'000'000'000);
  Copy copy_;
};

TEST_F(CopyTest, ShowsNothingBeforeItIsWhole) {
  EXPECT_EQ(IsCurrentAfter(absl::ZeroDuration()), std::nullopt);
  copy_.Replace({}, now_);
  EXPECT_EQ(IsCurrentAfter(absl::ZeroDuration()), true);
  copy_.Clear();
  EXPECT_EQ(IsCurrentAfter(absl::ZeroDuration()), std::nullopt);
}

TEST_F(CopyTest, SaysItsAgeAfterAMinuteAndIsGoneAfterAQuarterOfAnHour) {
  copy_.Replace({}, now_);
  EXPECT_EQ(IsCurrentAfter(absl::Seconds(59)), true);
  EXPECT_EQ(IsCurrentAfter(absl::Seconds(60)), false);
  EXPECT_EQ(IsCurrentAfter(absl::Seconds(899)), false);
  EXPECT_EQ(IsCurrentAfter(absl::Minutes(15)), std::nullopt);
  copy_.Confirm(now_ + absl::Minutes(20));
  EXPECT_EQ(IsCurrentAfter(absl::Minutes(20)), true);
}

TEST_F(CopyTest, HasAnotherVersionAfterEachChangeAndTheSameAfterNone) {
  copy_.Replace({}, now_);
  const uint64_t first = Version();
  copy_.Confirm(now_);
  EXPECT_EQ(Version(), first);
  copy_.Change([](Schedule& schedule) { schedule.Remove("events/none"); });
  EXPECT_GT(Version(), first);
}

TEST(HeldDays, AreWholeMonthsToTheEndOfNextYear) {
  const CivilDays winter = HeldDays(absl::CivilDay(2035, 1, 1));
  EXPECT_EQ(winter.first, absl::CivilDay(2034, 12, 1));
  EXPECT_EQ(winter.last, absl::CivilDay(2036, 12, 31));
  EXPECT_EQ(HeldDays(absl::CivilDay(2035, 12, 31)).first, absl::CivilDay(2035, 11, 1));
  EXPECT_EQ(HeldDays(absl::CivilDay(2035, 12, 31)).last, absl::CivilDay(2036, 12, 31));
}

}  // namespace
}  // namespace taqvim::web
