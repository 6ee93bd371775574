#include "server/rpc/calls/weight.h"

#include <gtest/gtest.h>

#include "server/rpc/calls/methods.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"

namespace taqvim::rpc {
namespace {

// By the row of the method that takes such requests.
int WeightOf(const google::protobuf::Message& request, size_t request_bytes) {
  for (const Method& method : ContractMethods()) {
    if (method.request->GetDescriptor() != request.GetDescriptor()) continue;
    return WeightOf(method, request, request_bytes);
  }
  ADD_FAILURE() << "No method takes " << request.GetTypeName();
  return 0;
}

bool GetsACommitOfItsOwn(const google::protobuf::Message& request) {
  return WeightOf(request, request.ByteSizeLong()) >= storage::SqliteOptions().heavy_weight;
}

TEST(WeightOf, IsThatOfTheBookingsInTheRequest) {
  v1::CreateEventRequest request;
  EXPECT_EQ(WeightOf(request, 100), 1);
  EXPECT_EQ(WeightOf(request, 10 * 256), 11);
  EXPECT_FALSE(GetsACommitOfItsOwn(request));
}

TEST(WeightOf, ACancellationIsHeavyWhenItTakesOthersAlong) {
  v1::CancelEventRequest request;
  request.set_name("events/days");
  EXPECT_FALSE(GetsACommitOfItsOwn(request));
  request.set_cascade(true);
  EXPECT_TRUE(GetsACommitOfItsOwn(request));
}

TEST(WeightOf, ABatchIsHeavyWhenOneItemTakesOthersAlong) {
  v1::BatchWriteEventsRequest request;
  request.add_writes()->mutable_create()->set_event_id("gala");
  request.add_writes()->mutable_cancel()->set_name("events/days");
  EXPECT_FALSE(GetsACommitOfItsOwn(request));
  request.mutable_writes(1)->mutable_cancel()->set_cascade(true);
  EXPECT_TRUE(GetsACommitOfItsOwn(request));
}

TEST(WeightOf, DerivingTimesAgainIsHeavy) {
  EXPECT_TRUE(GetsACommitOfItsOwn(v1::RederiveTimesRequest()));
}

}  // namespace
}  // namespace taqvim::rpc
