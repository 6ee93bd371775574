// Suggestions of free places and times for bookings in conflict.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::schedule {

// The items that made the drafts.
using EventItems = google::protobuf::RepeatedPtrField<v1::EventWrite>;

// Up to 20 suggestions, in the order of the conflicts, for bookings that another place
// or time can help, as far as they are found with 100,000 units of work and half of
// what the request has left, and take 512 KiB. The drafts are claimed, and the conflicts
// are theirs.
absl::StatusOr<std::vector<v1::Suggestion>> SuggestInstead(
    const EventItems& items, ClaimedDrafts& drafts, const std::vector<v1::Conflict>& conflicts);

}  // namespace taqvim::schedule
