#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

std::string Refusal(const std::string& name) {
  const auto zone = FindZone(name);
  EXPECT_FALSE(zone.ok()) << name;
  EXPECT_TRUE(absl::IsInvalidArgument(zone.status()));
  return std::string(zone.status().message());
}

TEST(FindZone, KnowsPlacesAndUtc) {
  for (const char* name : {"Asia/Almaty", "Asia/Baku", "Asia/Tashkent", "Asia/Dushanbe",
                           "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/UTC"}) {
    const auto zone = FindZone(name);
    ASSERT_TRUE(zone.ok()) << zone.status();
    EXPECT_EQ(zone->name(), name);
  }
}

TEST(FindZone, RefusesWhatIsNoPlace) {
  for (const char* name :
       {"Fixed/UTC+05:00:00", "UTC+5", "+05:00", "Etc/GMT+5", "Etc/GMT-14", "localtime", "Factory",
        "", ":Asia/Almaty", "/etc/passwd", "../../../etc/passwd", "Asia/../Asia/Almaty",
        "/usr/share/zoneinfo/UTC", "file:Asia/Almaty", "posixrules", "Asia", "Asia/"}) {
    Refusal(name);
  }
  Refusal(std::string(100000, 'A'));
  Refusal(std::string("Asia/Almaty\0", 12));
}

TEST(FindZone, SuggestsWhatMayBeMeant) {
  EXPECT_THAT(Refusal("asia/almaty"), HasSubstr("did you mean \"Asia/Almaty\"?"));
  EXPECT_THAT(Refusal("Tashkent"), HasSubstr("did you mean \"Asia/Tashkent\"?"));
  EXPECT_THAT(Refusal("Asia/Dushambe"), HasSubstr("did you mean \"Asia/Dushanbe\"?"));
  EXPECT_THAT(Refusal("Europe/Berln"), HasSubstr("did you mean \"Europe/Berlin\"?"));
}

TEST(FindZone, WithoutAnythingSimilarGivesAnExample) {
  EXPECT_THAT(Refusal("qqqqqqqqqqqqqqqqqqqqqq"), HasSubstr("such as \"Asia/Almaty\""));
}

}  // namespace
}  // namespace taqvim::schedule
