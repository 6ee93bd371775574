#include "server/access/token_uses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::access {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr absl::CivilDay kDay(2025, 3, 1);

TEST(TokenUses, AreNotedOnceADayAndToken) {
  TokenUses uses;
  uses.Note("accessTokens/a", kDay);
  uses.Note("accessTokens/a", kDay);
  uses.Note("accessTokens/b", kDay);
  EXPECT_THAT(uses.Take(), ElementsAre(Pair("accessTokens/a", kDay), Pair("accessTokens/b", kDay)));
  uses.Note("accessTokens/a", kDay);
  EXPECT_THAT(uses.Take(), IsEmpty());
  uses.Note("accessTokens/a", kDay + 1);
  uses.Note("accessTokens/a", kDay);
  EXPECT_THAT(uses.Take(), ElementsAre(Pair("accessTokens/a", kDay + 1)));
}

TEST(TokenUses, ThatCouldNotBeWrittenAreNotedAgainUnlessThereIsALaterOne) {
  TokenUses uses;
  uses.Note("accessTokens/a", kDay);
  uses.Note("accessTokens/b", kDay);
  const TokenUses::Days taken = uses.Take();
  uses.Note("accessTokens/a", kDay + 1);
  uses.PutBack(taken);
  EXPECT_THAT(uses.Take(),
              ElementsAre(Pair("accessTokens/a", kDay + 1), Pair("accessTokens/b", kDay)));
}

}  // namespace
}  // namespace taqvim::access
