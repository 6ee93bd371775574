#include "server/watch/ring.h"

#include <gmock/gmock.h>

namespace taqvim::watch {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Told Tell(int64_t number, size_t bytes = 10) {
  return {{number, 1}, grpc::Slice(std::string(bytes, 'r')), grpc::Slice(std::string("token"))};
}

class RingTest : public ::testing::Test {
 protected:
  RingTest() {
    for (int64_t number : {3, 5, 9}) ring_.Add(Tell(number));
  }
  Ring ring_{2};
};

TEST_F(RingTest, GivesWhatFollowsWithTheTokenOfTheLast) {
  const Chunk chunk = ring_.After(3, 1000, true);
  EXPECT_THAT(chunk.fields, SizeIs(3));
  EXPECT_EQ(chunk.upto.number, 9);
  EXPECT_THAT(ring_.After(3, 1000, false).fields, SizeIs(2));
}

TEST_F(RingTest, GivesNothingAfterItsLast) {
  EXPECT_TRUE(ring_.After(9, 1000, true).empty());
  EXPECT_TRUE(ring_.After(12, 1000, true).empty());
}

TEST_F(RingTest, FillsAChunkToItsBoundButGivesOneRevisionAtLeast) {
  EXPECT_EQ(ring_.After(2, 20, true).upto.number, 5);
  EXPECT_EQ(ring_.After(2, 19, true).upto.number, 3);
  EXPECT_EQ(ring_.After(2, 1, true).upto.number, 3);
}

TEST_F(RingTest, FillsAChunkWithSoManyRevisionsAtMostHoweverSmall) {
  for (int64_t number = 10; number < 1000; ++number) ring_.Add(Tell(number, 1));
  EXPECT_THAT(ring_.After(9, 10'000, false).fields, SizeIs(256));
}

TEST_F(RingTest, ForgetsFromItsBeginning) {
  ring_.DropUpTo(4);
  EXPECT_EQ(ring_.from(), 4);
  EXPECT_THAT(ring_.After(4, 1000, false).fields, SizeIs(2));
  ring_.DropUpTo(20);
  EXPECT_EQ(ring_.from(), 20);
  EXPECT_THAT(ring_.After(20, 1000, false).fields, IsEmpty());
}

}  // namespace
}  // namespace taqvim::watch
