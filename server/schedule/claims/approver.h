// Who decides about the bookings of a venue or of a participant.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "server/schedule/claims/booking_facts.h"
#include "storage/snapshot.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// A venue or a participant, by its booking policy. A value that shares the message.
class Approver {
 public:
  explicit Approver(std::shared_ptr<const v1::Venue> venue) : venue_(std::move(venue)) {}
  explicit Approver(std::shared_ptr<const v1::Participant> participant)
      : participant_(std::move(participant)) {}

  const std::string& name() const { return venue_ ? venue_->name() : participant_->name(); }
  const auto& title() const { return venue_ ? venue_->title() : participant_->title(); }
  const std::string& etag() const { return venue_ ? venue_->etag() : participant_->etag(); }

  // Whether it decides about the bookings of any events.
  bool approves() const;
  // Whether it decides about those of the event: a participant does not about those of its
  // own organization.
  bool Decides(const v1::Event& event) const;

 private:
  // One of them.
  std::shared_ptr<const v1::Venue> venue_;
  std::shared_ptr<const v1::Participant> participant_;
};

// The venue or the participant of that name; nothing when there is none.
absl::StatusOr<std::optional<Approver>> FindApprover(storage::Snapshot& snapshot,
                                                     const std::string& name);

// What the booking is of.
Approver ApproverOf(const BookingFacts& facts);

// Who decides about that booking of the event; nothing when nobody does.
std::optional<Approver> DeciderOf(const BookingFacts& facts, const v1::Event& event);

}  // namespace taqvim::schedule
