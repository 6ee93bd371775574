#include "storage/engine/read/turns.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace taqvim::storage {
namespace {

using ::testing::ElementsAre;

struct Asked {
  std::string what;
  Turn turn = {};
};

class TurnsTest : public ::testing::Test {
 protected:
  // Such as `a1 a2 b1`, by who asks.
  void Push(const std::string& what) { turns_.Push(what.substr(0, 1), {what}); }
  std::vector<std::string> Take(size_t count) {
    std::deque<Asked> taken;
    turns_.Take(taken, count);
    std::vector<std::string> all;
    for (const Asked& asked : taken) all.push_back(asked.what);
    return all;
  }

  Turns<Asked> turns_;
};

TEST_F(TurnsTest, OfOneAreInOrder) {
  for (const char* what : {"a1", "a2", "a3"}) Push(what);
  EXPECT_THAT(Take(2), ElementsAre("a1", "a2"));
  EXPECT_THAT(Take(2), ElementsAre("a3"));
  EXPECT_TRUE(turns_.empty());
}

TEST_F(TurnsTest, OfSeveralAlternateHoweverManyOneAsks) {
  for (const char* what : {"a1", "a2", "a3", "b1", "c1", "b2"}) Push(what);
  EXPECT_THAT(Take(6), ElementsAre("a1", "b1", "c1", "a2", "b2", "a3"));
}

TEST_F(TurnsTest, OfEqualsAreInOrder) {
  for (const char* what : {"a1", "b1", "c1"}) Push(what);
  EXPECT_THAT(Take(1), ElementsAre("a1"));
  Push("a2");
  EXPECT_THAT(Take(3), ElementsAre("b1", "c1", "a2"));
}

TEST_F(TurnsTest, WhoComesLaterIsBeforeWhatOthersStillHaveWaiting) {
  for (const char* what : {"a1", "a2", "a3", "a4"}) Push(what);
  EXPECT_THAT(Take(1), ElementsAre("a1"));
  EXPECT_THAT(Take(1), ElementsAre("a2"));
  Push("b1");
  EXPECT_THAT(Take(3), ElementsAre("b1", "a3", "a4"));
}

TEST_F(TurnsTest, WhoWaitedForNothingHasSavedNoTurns) {
  for (const char* what : {"a1", "a2", "a3", "a4"}) Push(what);
  EXPECT_THAT(Take(1), ElementsAre("a1"));
  EXPECT_THAT(Take(1), ElementsAre("a2"));
  for (const char* what : {"b1", "b2", "b3"}) Push(what);
  EXPECT_THAT(Take(5), ElementsAre("b1", "a3", "b2", "a4", "b3"));
}

TEST_F(TurnsTest, WhatIsPutBackIsBehindWhatCameMeanwhileAndBeforeTheRest) {
  for (const char* what : {"a1", "a2", "a3", "a4", "a5"}) Push(what);
  std::deque<Asked> taken;
  turns_.Take(taken, 4);
  Push("b1");
  Push("a6");
  taken.pop_front();  // it is done
  for (Asked& asked : taken) turns_.PutBack(std::move(asked));
  EXPECT_THAT(Take(6), ElementsAre("b1", "a2", "a3", "a4", "a5", "a6"));
}

TEST_F(TurnsTest, WhatGoesFirstGoesBeforeAll) {
  Push("a1");
  turns_.PushFirst({"x"});
  turns_.PushFirst({"y"});
  EXPECT_THAT(Take(1), ElementsAre("x"));
  Push("b1");
  EXPECT_THAT(Take(3), ElementsAre("y", "a1", "b1"));
}

TEST_F(TurnsTest, OfVeryManyAreKept) {
  for (int i = 0; i < 10'000; ++i) turns_.Push(std::to_string(i), {std::to_string(i)});
  for (int i = 0; i < 10'000; ++i) ASSERT_THAT(Take(1), ElementsAre(std::to_string(i)));
}

// Of who has asked for nothing more than others nothing is remembered for ever, but what
// is remembered is not forgotten too early.
TEST_F(TurnsTest, WhoHasManyWaitingIsRememberedBesideManyOthers) {
  for (const char* what : {"a1", "a2", "a3"}) Push(what);
  EXPECT_THAT(Take(1), ElementsAre("a1"));
  for (int i = 0; i < 1000; ++i) {
    turns_.Push(std::to_string(i), {"other"});
    ASSERT_THAT(Take(1), ElementsAre("other"));
  }
  Push("a4");
  Push("b1");
  EXPECT_THAT(Take(4), ElementsAre("b1", "a2", "a3", "a4"));
}

}  // namespace
}  // namespace taqvim::storage
