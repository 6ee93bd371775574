#include "client/web/http/callers.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

class CallersTest : public ::testing::Test {
 protected:
  int Served(Callers& callers, const std::string& network, int asked) {
    int served = 0;
    for (int i = 0; i < asked; ++i) {
      if (callers.CountRequest(network) == absl::ZeroDuration()) ++served;
    }
    return served;
  }

  absl::Time now_ = absl::UnixEpoch();
  const Callers::Clock clock_ = [this] { return now_; };
  HttpLimits limits_ = {.connections = 2,
                        .at_once_of_an_address = 2,
                        .requests_a_second = 2,
                        .requests_in_a_burst = 5,
                        .remembered_addresses = 3};
  Callers callers_{limits_, clock_};
};

TEST_F(CallersTest, BoundConnections) {
  EXPECT_TRUE(callers_.AdmitConnection());
  EXPECT_TRUE(callers_.AdmitConnection());
  EXPECT_FALSE(callers_.AdmitConnection());
  EXPECT_FALSE(callers_.AwaitNoConnections(absl::InfinitePast()));
  callers_.LeaveConnection();
  EXPECT_TRUE(callers_.AdmitConnection());
  callers_.LeaveConnection();
  callers_.LeaveConnection();
  EXPECT_TRUE(callers_.AwaitNoConnections(absl::InfiniteFuture()));
}

TEST_F(CallersTest, BoundThoseOfAnAddress) {
  EXPECT_TRUE(callers_.AdmitAtOnce("a"));
  EXPECT_TRUE(callers_.AdmitAtOnce("a"));
  EXPECT_FALSE(callers_.AdmitAtOnce("a"));
  EXPECT_TRUE(callers_.AdmitAtOnce("b"));
  callers_.LeaveAtOnce("a");
  EXPECT_TRUE(callers_.AdmitAtOnce("a"));
}

TEST_F(CallersTest, TellHowLongToWaitWithoutCounting) {
  EXPECT_EQ(callers_.WaitOf("a"), absl::ZeroDuration());
  EXPECT_EQ(callers_.remembered(), 0);
  EXPECT_EQ(Served(callers_, "a", 4), 4);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(callers_.WaitOf("a"), absl::ZeroDuration());
  EXPECT_EQ(Served(callers_, "a", 2), 1);
  EXPECT_EQ(callers_.WaitOf("a"), absl::Milliseconds(500));
  EXPECT_EQ(callers_.WaitOf("b"), absl::ZeroDuration());
  now_ += absl::Milliseconds(500);
  EXPECT_EQ(callers_.WaitOf("a"), absl::ZeroDuration());
}

TEST_F(CallersTest, ServeABurstAndThenTheRate) {
  EXPECT_EQ(Served(callers_, "a", 10), 5);
  EXPECT_EQ(callers_.CountRequest("a"), absl::Milliseconds(500));
  now_ += absl::Milliseconds(499);
  EXPECT_EQ(callers_.CountRequest("a"), absl::Milliseconds(1));
  now_ += absl::Milliseconds(1);
  EXPECT_EQ(Served(callers_, "a", 10), 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Served(callers_, "a", 10), 2);
  // No more than a burst is saved up.
  now_ += absl::Hours(1);
  EXPECT_EQ(Served(callers_, "a", 10), 5);
}

TEST_F(CallersTest, DoNotLetOneHaveWhatIsAnothers) {
  EXPECT_EQ(Served(callers_, "a", 100), 5);
  EXPECT_EQ(Served(callers_, "b", 5), 5);
}

TEST_F(CallersTest, RememberABoundedNumber) {
  for (int i = 0; i < 100; ++i) {
    Served(callers_, absl::StrCat(i), 1);
    // This one is seen all the time, and so stays.
    Served(callers_, "a", 1);
    EXPECT_LE(callers_.remembered(), 3U);
  }
  EXPECT_GT(callers_.CountRequest("a"), absl::ZeroDuration());
}

TEST_F(CallersTest, HaveNoRateOfNought) {
  limits_.requests_a_second = 0;
  EXPECT_EQ(Served(callers_, "a", 1000), 1000);
  EXPECT_EQ(callers_.remembered(), 0U);
}

}  // namespace
}  // namespace taqvim::web
