#include "server/access/token_uses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::access {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr absl::CivilDay kDay(2025, 3, 1);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 3, 1, 12), absl::UTCTimeZone());

TokenUses::Use On(absl::CivilDay day) { return {.day = day}; }
TokenUses::Use Until(absl::Time end) { return {.day = kDay, .end = end}; }

TEST(TokenUses, AreNotedOnceADayAndToken) {
  TokenUses uses;
  uses.Note("accessTokens/a", On(kDay));
  uses.Note("accessTokens/a", On(kDay));
  uses.Note("accessTokens/b", On(kDay));
  EXPECT_THAT(uses.Take(kNow),
              ElementsAre(Pair("accessTokens/a", On(kDay)), Pair("accessTokens/b", On(kDay))));
  uses.Note("accessTokens/a", On(kDay));
  EXPECT_THAT(uses.Take(kNow), IsEmpty());
  uses.Note("accessTokens/a", On(kDay + 1));
  uses.Note("accessTokens/a", On(kDay));
  EXPECT_THAT(uses.Take(kNow), ElementsAre(Pair("accessTokens/a", On(kDay + 1))));
}

TEST(TokenUses, ThatCouldNotBeWrittenAreNotedAgainUnlessThereIsALaterOne) {
  TokenUses uses;
  uses.Note("accessTokens/a", On(kDay));
  uses.Note("accessTokens/b", On(kDay));
  const TokenUses::Uses taken = uses.Take(kNow);
  uses.Note("accessTokens/a", On(kDay + 1));
  uses.PutBack(taken);
  EXPECT_THAT(uses.Take(kNow),
              ElementsAre(Pair("accessTokens/a", On(kDay + 1)), Pair("accessTokens/b", On(kDay))));
}

TEST(TokenUses, OfASessionAreNotedWhenTheyPutItOffAndForgottenWhenItEnded) {
  TokenUses uses;
  const absl::Time end = kNow + absl::Hours(12), later = kNow + absl::Hours(20);
  EXPECT_EQ(uses.EndOf("accessTokens/a"), absl::InfinitePast());
  uses.Note("accessTokens/a", Until(end));
  EXPECT_THAT(uses.Take(kNow), ElementsAre(Pair("accessTokens/a", Until(end))));
  uses.Note("accessTokens/a", Until(end));
  EXPECT_THAT(uses.Take(kNow), IsEmpty());
  uses.Note("accessTokens/a", Until(later));
  EXPECT_EQ(uses.EndOf("accessTokens/a"), later);
  EXPECT_THAT(uses.Take(end), ElementsAre(Pair("accessTokens/a", Until(later))));
  EXPECT_EQ(uses.EndOf("accessTokens/a"), later);
  EXPECT_THAT(uses.Take(later), IsEmpty());
  EXPECT_EQ(uses.EndOf("accessTokens/a"), absl::InfinitePast());
}

}  // namespace
}  // namespace taqvim::access
