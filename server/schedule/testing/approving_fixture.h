// For tests of approvals: beside the library, which is open, a museum with a room
// that approves its bookings.
#pragma once

#include <string>

#include "server/schedule/testing/repeating_fixture.h"

namespace taqvim::schedule {

class ApprovingTest : public RepeatingTest {
 protected:
  ApprovingTest();

  void SetPolicy(const std::string& venue, v1::BookingPolicy policy);
  void SetPolicy(v1::BookingPolicy policy) { SetPolicy(museum_, policy); }

  // On behalf of the museum, unless another venue is named.
  absl::StatusOr<v1::ApproveBookingResponse> Approve(const std::string& name,
                                                     const std::string& venue = "venues/museum");
  absl::StatusOr<v1::RefuseBookingResponse> Refuse(const std::string& name);

  const std::string museum_, room_;
};

}  // namespace taqvim::schedule
