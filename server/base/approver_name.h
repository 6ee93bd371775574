// Who approves bookings, as messages of the contract name it in their oneof `approver`.
#pragma once

#include <string>
#include <string_view>

namespace taqvim::schedule {

// The venue or the participant that the message names; empty for none.
template <class Message>
const std::string& ApproverIn(const Message& message) {
  return message.has_participant() ? message.participant() : message.venue();
}

// Whether that name is a participant's; else it is a venue's.
inline bool IsOfParticipant(std::string_view approver) {
  return approver.starts_with("participants/");
}

// Names it in the message.
template <class Message>
void SetApprover(const std::string& approver, Message& message) {
  IsOfParticipant(approver) ? message.set_participant(approver) : message.set_venue(approver);
}

}  // namespace taqvim::schedule
