#include "client/web/relay/timeout.h"

#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

TEST(Timeout, HasAUnit) {
  EXPECT_EQ(*ParseTimeout("5000m"), absl::Seconds(5));
  EXPECT_EQ(*ParseTimeout("2H"), absl::Hours(2));
  EXPECT_EQ(*ParseTimeout("3M"), absl::Minutes(3));
  EXPECT_EQ(*ParseTimeout("4S"), absl::Seconds(4));
  EXPECT_EQ(*ParseTimeout("7u"), absl::Microseconds(7));
  EXPECT_EQ(*ParseTimeout("8n"), absl::Nanoseconds(8));
  EXPECT_EQ(*ParseTimeout("0m"), absl::ZeroDuration());
  EXPECT_EQ(*ParseTimeout("99999999H"), absl::Hours(99'999'999));
}

TEST(Timeout, IsNothingElse) {
  for (const char* text : {"", "m", "5", "5000", "123456789S", "-1S", "+1S", " 1S", "1 S", "1.5S",
                           "0x1S", "1s", "1D", "5mm"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseTimeout(text).status())) << text;
  }
}

}  // namespace
}  // namespace taqvim::web
