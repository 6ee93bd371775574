#include "server/schedule/claims/approver.h"

#include "proto/status_macros.h"
#include "server/base/approver_name.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

template <class Message>
absl::StatusOr<std::optional<Approver>> Find(storage::Snapshot& snapshot, Kind kind,
                                             const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(kind, name));
  if (!resource) return std::nullopt;
  ASSIGN_OR_RETURN(auto message, ReadShared<Message>(*resource));
  return Approver(std::move(message));
}

}  // namespace

bool Approver::approves() const {
  const auto policy = venue_ ? venue_->booking_policy() : participant_->booking_policy();
  return policy == v1::BOOKING_POLICY_APPROVAL;
}

bool Approver::Decides(const v1::Event& event) const {
  return approves() && (venue_ || participant_->organization() != event.owner());
}

absl::StatusOr<std::optional<Approver>> FindApprover(storage::Snapshot& snapshot,
                                                     const std::string& name) {
  return IsOfParticipant(name) ? Find<v1::Participant>(snapshot, Kind::kParticipant, name)
                               : Find<v1::Venue>(snapshot, Kind::kVenue, name);
}

Approver ApproverOf(const BookingFacts& facts) {
  return facts.is_participant() ? Approver(facts.participant) : Approver(facts.venue);
}

std::optional<Approver> DeciderOf(const BookingFacts& facts, const v1::Event& event) {
  Approver approver = ApproverOf(facts);
  if (!approver.Decides(event)) return std::nullopt;
  return approver;
}

}  // namespace taqvim::schedule
