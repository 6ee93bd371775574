#include "server/schedule/testing/approving_fixture.h"

namespace taqvim::schedule {

ApprovingTest::ApprovingTest() : museum_(AddVenue("museum")), room_(AddSpace(museum_, "room")) {
  SetPolicy(v1::BOOKING_POLICY_APPROVAL);
}

void ApprovingTest::SetPolicy(const std::string& venue, v1::BookingPolicy policy) {
  v1::GetVenueRequest get;
  get.set_name(venue);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  request.mutable_venue()->set_booking_policy(policy);
  request.mutable_update_mask()->add_paths("booking_policy");
  auto response = Run(UpdateVenue, request);
  EXPECT_TRUE(response.ok()) << response.status();
}

absl::StatusOr<v1::ApproveBookingResponse> ApprovingTest::Approve(const std::string& name,
                                                                  const std::string& venue) {
  v1::ApproveBookingRequest request;
  request.set_name(name);
  request.set_venue(venue);
  return Run(ApproveBooking, request);
}

absl::StatusOr<v1::RefuseBookingResponse> ApprovingTest::Refuse(const std::string& name) {
  v1::RefuseBookingRequest request;
  request.set_name(name);
  request.set_venue(museum_);
  (*request.mutable_reason())["en"] = "The floor is wet";
  return Run(RefuseBooking, request);
}

}  // namespace taqvim::schedule
