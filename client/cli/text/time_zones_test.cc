#include "client/cli/text/time_zones.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace taqvim::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(TimeZonesIn, AreThoseOfCountriesAndUtc) {
  EXPECT_THAT(TimeZonesIn("# a comment\twith\ttabs\nUZ\t+3940+06648\tAsia/Samarkand\twest\n"
                          "KZ\t+4315+07657\tAsia/Almaty\n\nbroken\n"),
              ElementsAre("Asia/Almaty", "Asia/Samarkand", "UTC"));
  EXPECT_THAT(TimeZonesIn(""), ElementsAre("UTC"));
}

TEST(KnownTimeZones, AreThoseInWhichTimesCanBeShown) {
  const auto zones = KnownTimeZones();
  EXPECT_THAT(zones, Contains("UTC"));
  for (const std::string& name : zones) {
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  }
}

}  // namespace
}  // namespace taqvim::cli
