// What a client sees of the limits that each caller has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "google/rpc/error_details.pb.h"
#include "server/rpc/testing/server_fixture.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::rpc {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::kCreateOrganization;
using testing::kGetOrganization;
using testing::kListOrganizations;

// The seconds after which the caller is asked to come back; 0 when it is not.
double RetryAfter(const testing::Outcome& outcome) {
  const google::rpc::Status all = outcome.Details();
  for (const auto& any : all.details()) {
    google::rpc::RetryInfo info;
    if (any.UnpackTo(&info)) {
      return static_cast<double>(info.retry_delay().seconds()) + 1e-9 * info.retry_delay().nanos();
    }
  }
  return 0;
}

void ExpectOverLimit(const testing::Outcome& outcome) {
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(outcome.Reason(), "LIMIT_EXCEEDED");
}

class RateLimitTest : public testing::ServerFixture {
 protected:
  // Nothing comes back within the test.
  RateLimitTest() : ServerFixture({.rate = 1, .burst = 50}) {}
};

TEST_F(RateLimitTest, CallsBeyondTheRateAreRefusedUnreadAndToldWhenToComeBack) {
  for (int i = 0; i < 50; ++i) Call(kListOrganizations, "");
  testing::Outcome outcome;
  // A slow machine may earn one or another meanwhile.
  while ((outcome = Call(kCreateOrganization, "\xff\xff\xff")).Reason() == "MALFORMED_REQUEST") {
  }
  ExpectOverLimit(outcome);
  EXPECT_GT(RetryAfter(outcome), 0);
  EXPECT_THAT(log_lines(),
              Contains(AllOf(HasSubstr(" warning: A caller is over a limit."),
                             HasSubstr("principal=anonymous"), HasSubstr("refused=1"))));
}

class FullStoreTest : public testing::ServerFixture {};

TEST_F(FullStoreTest, RefusesWritesUnreadAndStillReads) {
  store_->RefuseWrites(storage::Refused(storage::Refusal::kQueueFull, "full"));
  const auto outcome = Call(kCreateOrganization, "\xff\xff\xff");
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(outcome.Reason(), "OVERLOADED");
  EXPECT_GT(RetryAfter(outcome), 0);
  EXPECT_EQ(Organizations(), 0);
  store_->RefuseWrites(absl::OkStatus());
  EXPECT_EQ(Call(kCreateOrganization, "\xff\xff\xff").Reason(), "MALFORMED_REQUEST");
  EXPECT_TRUE(CreateOrganization(Organization("first")).status.ok());
}

class WritesLimitTest : public testing::ServerFixture {
 protected:
  WritesLimitTest() : ServerFixture({.writes = 1, .reads = 1}) {}
};

TEST_F(WritesLimitTest, AWriteBeyondThoseUnderWayIsRefusedUntilOneIsAnswered) {
  store_->CloseGate();
  testing::Outcome first;
  std::thread caller([&] { first = CreateOrganization(Organization("first")); });
  store_->AwaitWaiting(1);
  const auto second = CreateOrganization(Organization("second"));
  ExpectOverLimit(second);
  EXPECT_GT(RetryAfter(second), 0);
  EXPECT_EQ(Organizations(), 0);  // reads are counted apart
  store_->OpenGate();
  caller.join();
  EXPECT_TRUE(first.status.ok());
  // The first is counted out a moment after its answer.
  testing::Outcome again;
  do {
    again = CreateOrganization(Organization("second"));
  } while (again.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(again.status.ok());
}

class BatchLimitTest : public testing::ServerFixture {
 protected:
  BatchLimitTest() : ServerFixture({.batch = 2}) {}

  testing::Outcome Batch(int writes) {
    v1::BatchWriteEventsRequest request;
    for (int i = 0; i < writes; ++i) {
      request.add_writes()->mutable_confirm()->set_name("events/concert-" + std::to_string(i));
    }
    return Call("taqvim.v1.EventService.BatchWriteEvents", request.SerializeAsString());
  }
};

TEST_F(BatchLimitTest, ABatchOfTooManyWritesIsRefusedAndNotToBeSentAgain) {
  EXPECT_EQ(Batch(2).Reason(), "RESOURCE_NOT_FOUND");
  const auto outcome = Batch(3);
  ExpectOverLimit(outcome);
  EXPECT_EQ(RetryAfter(outcome), 0);
  EXPECT_THAT(outcome.status.error_message(), HasSubstr("2 writes in a batch"));
}

}  // namespace
}  // namespace taqvim::rpc
