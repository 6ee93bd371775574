#include "client/markup/direction.h"

#include <gtest/gtest.h>

namespace taqvim::markup {
namespace {

TEST(Direction, IsThatOfTheFirstLetter) {
  EXPECT_TRUE(BeginsRightToLeft("شب شعر"));
  EXPECT_TRUE(BeginsRightToLeft("18:00 ערב"));
  EXPECT_TRUE(BeginsRightToLeft("«شب» Gala"));
  EXPECT_FALSE(BeginsRightToLeft("Gala شب"));
  EXPECT_FALSE(BeginsRightToLeft("Вечер شب"));
  EXPECT_FALSE(BeginsRightToLeft("会議 شب"));
  EXPECT_FALSE(BeginsRightToLeft("18:00"));
  EXPECT_FALSE(BeginsRightToLeft(""));
}

TEST(Direction, IsFoundAnywhere) {
  EXPECT_TRUE(HasRightToLeft("Gala شب"));
  EXPECT_FALSE(HasRightToLeft("Gala Вечер 会議"));
}

TEST(Direction, OfWhatIsNoUtf8IsNone) {
  EXPECT_FALSE(HasRightToLeft("\xd8"));
  EXPECT_FALSE(BeginsRightToLeft("\xff\x80"));
}

}  // namespace
}  // namespace taqvim::markup
