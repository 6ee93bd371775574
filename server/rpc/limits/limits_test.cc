#include "server/rpc/limits/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using Limit = Limits::Limit;
using Use = Limits::Use;

class LimitsTest : public ::testing::Test {
 protected:
  // The limit that one more would exceed; it is over at once if it is admitted.
  std::optional<Limit> Try(Limits& limits, absl::string_view principal, Use use = Use::kRead) {
    Limits::Pass pass;
    return Try(limits, principal, use, pass);
  }
  std::optional<Limit> Try(Limits& limits, absl::string_view principal, Use use,
                           Limits::Pass& pass) {
    const auto refusal = limits.Admit(principal, use, now_, pass);
    if (!refusal.has_value()) return std::nullopt;
    return refusal->limit;
  }
  int AdmittedOf(int count, Limits& limits, absl::string_view principal) {
    int admitted = 0;
    for (int i = 0; i < count; ++i) admitted += Try(limits, principal) ? 0 : 1;
    return admitted;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
};

TEST_F(LimitsTest, ABurstIsAdmittedAndThenTheRate) {
  Limits limits({.rate = 10, .burst = 30});
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 30);
  now_ += absl::Seconds(1);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 10);
  now_ += absl::Milliseconds(100);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 1);
  now_ += absl::Hours(1);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 30);
}

TEST_F(LimitsTest, AClockThatIsSetBackHoldsNobodyUp) {
  Limits limits({.rate = 10, .burst = 30});
  now_ += absl::Hours(24 * 365);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 30);
  now_ -= absl::Hours(24 * 365);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 0);
  now_ += absl::Seconds(1);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 10);
}

TEST_F(LimitsTest, WhatOnePrincipalDoesIsNothingToAnother) {
  Limits limits({.rate = 10, .burst = 10, .writes = 1});
  Limits::Pass pass;
  EXPECT_FALSE(Try(limits, "website", Use::kWrite, pass));
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 9);
  EXPECT_EQ(Try(limits, "website"), Limit::kRate);
  EXPECT_FALSE(Try(limits, "library", Use::kWrite));
  EXPECT_EQ(AdmittedOf(100, limits, "library"), 9);
}

TEST_F(LimitsTest, RefusalsDoNotUseUpTheRate) {
  Limits limits({.rate = 10, .burst = 2, .reads = 1});
  Limits::Pass pass;
  EXPECT_FALSE(Try(limits, "website", Use::kRead, pass));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Try(limits, "website"), Limit::kReads);
  pass.GiveBack();
  EXPECT_FALSE(Try(limits, "website"));
  EXPECT_EQ(Try(limits, "website"), Limit::kRate);
}

TEST_F(LimitsTest, WritesReadsAndStreamsAreCountedApartWhileTheyAreUnderWay) {
  Limits limits({.writes = 1, .reads = 2, .streams = 1});
  std::vector<Limits::Pass> passes(4);
  EXPECT_FALSE(Try(limits, "website", Use::kWrite, passes[0]));
  EXPECT_FALSE(Try(limits, "website", Use::kRead, passes[1]));
  EXPECT_FALSE(Try(limits, "website", Use::kRead, passes[2]));
  EXPECT_FALSE(Try(limits, "website", Use::kStream, passes[3]));
  EXPECT_EQ(Try(limits, "website", Use::kWrite), Limit::kWrites);
  EXPECT_EQ(Try(limits, "website", Use::kRead), Limit::kReads);
  EXPECT_EQ(Try(limits, "website", Use::kStream), Limit::kStreams);
  passes.clear();
  EXPECT_FALSE(Try(limits, "website", Use::kWrite));
  EXPECT_FALSE(Try(limits, "website", Use::kRead));
  EXPECT_FALSE(Try(limits, "website", Use::kStream));
}

TEST_F(LimitsTest, APassThatIsMovedIsGivenBackOnce) {
  Limits limits({.streams = 2});
  Limits::Pass first, second;
  EXPECT_FALSE(Try(limits, "website", Use::kStream, first));
  EXPECT_FALSE(Try(limits, "website", Use::kStream, second));
  second = std::move(first);
  first.GiveBack();  // NOLINT(bugprone-use-after-move): an empty one gives nothing back
  Limits::Pass third;
  EXPECT_FALSE(Try(limits, "website", Use::kStream, third));
  EXPECT_EQ(Try(limits, "website", Use::kStream), Limit::kStreams);
}

TEST_F(LimitsTest, ZeroIsNoLimit) {
  Limits limits({.rate = 0, .burst = 1, .writes = 0, .reads = 0, .streams = 0, .batch = 0});
  std::vector<Limits::Pass> passes(10'000);
  for (Limits::Pass& pass : passes) EXPECT_FALSE(Try(limits, "website", Use::kWrite, pass));
  EXPECT_TRUE(limits.AdmitsBatch(1'000'000));
}

TEST_F(LimitsTest, ABatchMayHaveSoManyWrites) {
  const Limits limits({.batch = 20});
  EXPECT_TRUE(limits.AdmitsBatch(20));
  EXPECT_FALSE(limits.AdmitsBatch(21));
  EXPECT_FALSE(limits.AdmitsBatch(101));
  // The contract's own bound is told as what is wrong with the request.
  EXPECT_TRUE(Limits({.batch = 5000}).AdmitsBatch(5001));
}

TEST_F(LimitsTest, TimeThatGoesBackAdmitsNothing) {
  Limits limits({.rate = 10, .burst = 10});
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 10);
  now_ -= absl::Hours(1);
  EXPECT_EQ(AdmittedOf(100, limits, "website"), 0);
}

TEST_F(LimitsTest, RefusalsAreToldAtFirstAndThenInSumOnceAMinute) {
  Limits limits({.rate = 1, .burst = 1});
  Limits::Pass pass, refused;
  EXPECT_FALSE(limits.Admit("website", Use::kRead, now_, pass));
  EXPECT_EQ(limits.Admit("website", Use::kRead, now_, refused)->to_tell, 1);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(limits.Admit("website", Use::kRead, now_, refused)->to_tell, 0);
  }
  now_ += absl::Minutes(1);
  pass.GiveBack();
  EXPECT_FALSE(limits.Admit("website", Use::kRead, now_, pass));
  EXPECT_EQ(limits.Admit("website", Use::kRead, now_, refused)->to_tell, 6);
}

// So many that those who have nothing under way are forgotten.
TEST_F(LimitsTest, RefusalsAreToldOnceAMinuteThoughManyOthersCome) {
  Limits limits({.rate = 10, .burst = 1});
  const auto told = [&] {
    Limits::Pass first, second;
    EXPECT_FALSE(limits.Admit("website", Use::kRead, now_, first).has_value());
    const auto refusal = limits.Admit("website", Use::kRead, now_, second);
    EXPECT_TRUE(refusal.has_value());
    return refusal.has_value() ? refusal->to_tell : -1;
  };
  EXPECT_EQ(told(), 1);
  now_ += absl::Seconds(10);
  for (int i = 0; i < 10'000; ++i) Try(limits, "other" + std::to_string(i));
  EXPECT_EQ(told(), 0);
  now_ += absl::Seconds(50);
  EXPECT_EQ(told(), 2);
}

TEST_F(LimitsTest, PrincipalsComeAndGoWithoutLosingWhatIsUnderWay) {
  Limits limits({.rate = 10, .burst = 10, .streams = 1});
  Limits::Pass pass;
  EXPECT_FALSE(Try(limits, "website", Use::kStream, pass));
  EXPECT_EQ(AdmittedOf(10, limits, "signage"), 10);
  for (int i = 0; i < 100'000; ++i) EXPECT_FALSE(Try(limits, "visitor-" + std::to_string(i)));
  EXPECT_EQ(Try(limits, "website", Use::kStream), Limit::kStreams);
  EXPECT_EQ(Try(limits, "signage"), Limit::kRate);
}

TEST_F(LimitsTest, ARefusalSaysWhichLimitAndWhenToComeBack) {
  const Limits limits(
      {.rate = 7, .burst = 8, .writes = 9, .reads = 11, .streams = 12, .batch = 13});
  const std::vector<std::pair<Limit, std::string>> kSays = {{Limit::kRate, "7 calls a second"},
                                                            {Limit::kWrites, "9 writes under way"},
                                                            {Limit::kReads, "11 reads under way"},
                                                            {Limit::kStreams, "12 streams open"}};
  for (const auto& [limit, says] : kSays) {
    const absl::Status& status = limits.StatusOf(limit);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(schedule::ReasonOf(status), v1::ERROR_REASON_LIMIT_EXCEEDED);
    EXPECT_THAT(std::string(status.message()), HasSubstr(says));
    google::rpc::RetryInfo retry;
    ASSERT_TRUE(schedule::GetDetail(status, &retry));
    EXPECT_GT(retry.retry_delay().seconds() + retry.retry_delay().nanos(), 0);
  }
}

TEST_F(LimitsTest, ABatchThatIsTooLargeIsNotToBeSentAgain) {
  const Limits limits({.batch = 13});
  const absl::Status& status = limits.StatusOf(Limit::kBatch);
  EXPECT_THAT(std::string(status.message()), HasSubstr("13 writes in a batch"));
  google::rpc::RetryInfo retry;
  EXPECT_FALSE(schedule::GetDetail(status, &retry));
}

TEST_F(LimitsTest, ManyThreadsAreAdmittedAsOneWouldBe) {
  Limits limits({.rate = 1, .burst = 1'000, .writes = 4});
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 1'000; ++call) {
        Limits::Pass pass;
        if (!limits.Admit("website", Use::kWrite, now_, pass)) ++admitted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 1'000);
}

}  // namespace
}  // namespace taqvim::rpc
