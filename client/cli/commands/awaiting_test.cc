#include "client/cli/commands/awaiting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "taqvim/v1/approval_requests.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Event Waiting(const std::string& name) {
  v1::Event event;
  event.set_name(name);
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  event.mutable_ask_time()->set_seconds(1);
  v1::BookingApproval& approval = *event.add_approvals();
  approval.set_booking("b1");
  approval.set_venue("venues/museum");
  approval.set_state(v1::APPROVAL_STATE_PENDING);
  return event;
}

v1::Event Moving(const std::string& name) {
  v1::Event event;
  event.set_name(name);
  event.set_state(v1::EVENT_STATE_CONFIRMED);
  v1::BookingApproval& approval = *event.mutable_move()->add_approvals();
  approval.set_booking("b2");
  approval.set_participant("participants/quartet");
  approval.set_state(v1::APPROVAL_STATE_PENDING);
  return event;
}

class AwaitingTest : public ::testing::Test {
 protected:
  const google::protobuf::MethodDescriptor& Method(const char* name) const {
    return *contract_.FindMethod(name);
  }
  bool Waits(const char* method, const google::protobuf::Message& request,
             const google::protobuf::Message& response) const {
    return LeavesWaiting(catalog_, contract_, Method(method), request, response);
  }

  const Catalog& catalog_ = Catalog::Embedded();
  const Contract& contract_ = Contract::Embedded();
};

TEST_F(AwaitingTest, SaysWhoHasStillToApprove) {
  v1::ConfirmEventResponse response;
  *response.mutable_event() = Waiting("events/gala");
  EXPECT_THAT(WhoMustApprove(catalog_, Method("ConfirmEvent"), response),
              ElementsAre("Not confirmed yet; still to be approved: b1 by venues/museum."));
  *response.mutable_event() = Moving("events/gala");
  EXPECT_THAT(WhoMustApprove(catalog_, Method("ConfirmEvent"), response),
              ElementsAre("Not moved yet; still to be approved: b2 by participants/quartet."));
  response.mutable_event()->clear_move();
  EXPECT_THAT(WhoMustApprove(catalog_, Method("ConfirmEvent"), response), IsEmpty());
  v1::BatchWriteEventsResponse batch;
  *batch.add_events() = Waiting("events/a");
  *batch.add_events() = Moving("events/b");
  EXPECT_THAT(
      WhoMustApprove(catalog_, Method("BatchWriteEvents"), batch),
      ElementsAre("events/a: Not confirmed yet; still to be approved: b1 by venues/museum.",
                  "events/b: Not moved yet; still to be approved: b2 by participants/quartet."));
}

TEST_F(AwaitingTest, IsWhatWasAskedForAndNotWhatWaitedBefore) {
  v1::ConfirmEventResponse confirmed;
  *confirmed.mutable_event() = Waiting("events/gala");
  EXPECT_TRUE(Waits("ConfirmEvent", v1::ConfirmEventRequest(), confirmed));
  confirmed.mutable_event()->set_state(v1::EVENT_STATE_CONFIRMED);
  EXPECT_FALSE(Waits("ConfirmEvent", v1::ConfirmEventRequest(), confirmed));

  v1::UpdateEventResponse updated;
  *updated.mutable_event() = Moving("events/gala");
  v1::UpdateEventRequest update;
  EXPECT_FALSE(Waits("UpdateEvent", update, updated));
  update.set_ask_approval(true);
  EXPECT_TRUE(Waits("UpdateEvent", update, updated));

  v1::CreateEventResponse created;
  *created.mutable_event() = Waiting("events/gala");
  v1::CreateEventRequest create;
  EXPECT_FALSE(Waits("CreateEvent", create, created));
  create.set_confirm(true);
  EXPECT_TRUE(Waits("CreateEvent", create, created));

  // Who approves has done what there was to do, though others have still to.
  v1::ApproveBookingResponse approved;
  *approved.mutable_event() = Waiting("events/gala");
  EXPECT_FALSE(Waits("ApproveBooking", v1::ApproveBookingRequest(), approved));
}

TEST_F(AwaitingTest, OfABatchIsThatOfItsWrites) {
  v1::BatchWriteEventsRequest request;
  request.add_writes()->mutable_update();
  request.add_writes()->mutable_confirm()->set_name("events/b");
  v1::BatchWriteEventsResponse response;
  *response.add_events() = Waiting("events/a");
  response.add_events()->set_name("events/b");
  EXPECT_FALSE(Waits("BatchWriteEvents", request, response));
  *response.mutable_events(1) = Waiting("events/b");
  EXPECT_TRUE(Waits("BatchWriteEvents", request, response));
}

}  // namespace
}  // namespace taqvim::cli
