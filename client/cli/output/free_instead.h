// What is free instead of what a refused write wanted.
#pragma once

#include "absl/status/status.h"
#include "client/cli/command/model.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::cli {

// The refusal of the command's request, with what would be free instead, where
// the catalog says as which write of a batch it can be checked. Asks the server,
// for people only. Any other error, and one of which nothing more is learnt, is
// left as it is.
absl::Status WithFreeInstead(Session& session, const Command& command,
                             const google::protobuf::Message& request, absl::Status refusal);

// The status with the suggestions of the check attached.
absl::Status AttachFreeInstead(absl::Status status, const v1::CheckEventsResponse& check);
// What was attached; without suggestions when nothing was.
v1::CheckEventsResponse FreeInsteadOf(const absl::Status& status);

}  // namespace taqvim::cli
