#include "storage/engine/write/write_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace taqvim::storage {
namespace {

class WriteQueueTest : public ::testing::Test {
 protected:
  void Push(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      QueuedWrite write;
      ASSERT_TRUE(queue_.Push(write).ok());
    }
  }

  // How many writes are a group now; 0: what there is waits for more.
  size_t Take() {
    taken_.clear();
    queue_.Take(taken_, 256, absl::ZeroDuration());
    return taken_.size();
  }

  WriteQueue queue_{1000};
  std::deque<QueuedWrite> taken_;
};

TEST_F(WriteQueueTest, FewWritesDoNotWaitForOneAnother) {
  Push(3);
  EXPECT_EQ(Take(), 3);
  Push(1);
  EXPECT_EQ(Take(), 1);
}

TEST_F(WriteQueueTest, AGroupIsAThirdOfManyWrites) {
  Push(300);
  EXPECT_EQ(Take(), 100);
  EXPECT_EQ(Take(), 100);
  EXPECT_EQ(Take(), 100);
}

TEST_F(WriteQueueTest, WhereManyAreNotAnsweredAGroupGathers) {
  Push(90);
  EXPECT_EQ(Take(), 30);
  EXPECT_EQ(Take(), 30);
  EXPECT_EQ(Take(), 30);
  Push(10);
  EXPECT_EQ(Take(), 0);
  Push(40);  // 140 are not answered
  EXPECT_EQ(Take(), 46);
}

TEST_F(WriteQueueTest, WhatWaitsIsTakenOnceNothingElseIsUnderWay) {
  Push(90);
  Take(), Take(), Take();
  Push(10);
  EXPECT_EQ(Take(), 0);
  queue_.Answered(90);
  EXPECT_EQ(Take(), 10);
}

TEST_F(WriteQueueTest, TheWaitEndsWhenTheOthersAreAnswered) {
  Push(90);
  Take(), Take(), Take();
  Push(10);
  std::thread answers([this] { queue_.Answered(90); });
  taken_.clear();
  queue_.Take(taken_, 256, absl::InfiniteDuration());
  answers.join();
  EXPECT_EQ(taken_.size(), 10);
}

}  // namespace
}  // namespace taqvim::storage
