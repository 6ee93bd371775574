// What somebody would still have to approve if a draft of a confirmed event were written as
// it is.
#pragma once

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/drafts.h"
#include "taqvim/v1/approval.pb.h"
#include "taqvim/v1/booking.pb.h"

namespace taqvim::schedule {

struct NeededApprovals {
  // Those that are open, in order of the bookings.
  google::protobuf::RepeatedPtrField<v1::BookingApproval> open;
  // The bookings of the draft, with their ids and zones.
  google::protobuf::RepeatedPtrField<v1::Booking> bookings;
};

// Tries what the stage of claims would do, and leaves the draft as it is. Adds to the errors
// what does not exist or does not fit, as that would.
absl::StatusOr<NeededApprovals> FindNeededApprovals(Drafts& drafts, const Draft& draft,
                                                    FieldErrors& errors);

}  // namespace taqvim::schedule
