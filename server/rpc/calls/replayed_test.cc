#include "server/rpc/calls/replayed.h"

#include <gtest/gtest.h>

#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::rpc {
namespace {

v1::Event PrivateEvent() {
  v1::Event event;
  event.set_name("events/dinner");
  event.set_owner("organizations/library");
  event.set_visibility(v1::VISIBILITY_PRIVATE);
  (*event.mutable_title())["en"] = "Dinner";
  return event;
}

access::Rights Organizer(const std::string& organization) {
  access::Rights rights;
  rights.AddForOrganization(v1::ROLE_ORGANIZER, organization);
  return rights;
}

TEST(AsSeenNow, LeavesAnAnswerAsItWasToWhomItsEventIsOpen) {
  v1::CreateEventResponse response;
  *response.mutable_event() = PrivateEvent();
  const std::string answer = response.SerializeAsString();
  EXPECT_EQ(AsSeenNow(response, Organizer("organizations/library"), answer).value(), answer);
  EXPECT_EQ(AsSeenNow(response, access::Rights::All(), answer).value(), answer);
}

TEST(AsSeenNow, LeavesOfEventsThatAreClosedNowWhatAllMaySee) {
  v1::BatchWriteEventsResponse response;
  *response.add_events() = PrivateEvent();
  *response.add_events() = PrivateEvent();
  v1::BatchWriteEventsResponse shown;
  ASSERT_TRUE(shown.ParseFromString(
      AsSeenNow(response, Organizer("organizations/museum"), response.SerializeAsString())
          .value()));
  ASSERT_EQ(shown.events_size(), 2);
  for (const v1::Event& event : shown.events()) {
    EXPECT_EQ(event.name(), "events/dinner");
    EXPECT_TRUE(event.title().empty());
  }
}

TEST(AsSeenNow, ShowsNothingOfWhatCannotBeRead) {
  v1::CreateEventResponse response;
  *response.mutable_event() = PrivateEvent();
  const std::string whole = response.SerializeAsString();
  const std::string damaged = whole.substr(0, whole.size() - 1);
  const auto shown = AsSeenNow(response, Organizer("organizations/museum"), damaged);
  EXPECT_EQ(shown.status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace taqvim::rpc
