// Suggestions of CheckEvents, as a payload of the refusal of a write.
#pragma once

#include "absl/status/status.h"
#include "client/cli/command/model.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::cli {

// The refusal of the command's request, with suggestions attached where the catalog
// says as which write of a batch it can be checked. Calls CheckEvents, but not for `-o
// json`. Any other error, and a refusal for which nothing is suggested, is returned
// unchanged.
absl::Status WithFreeInstead(Session& session, const Command& command,
                             const google::protobuf::Message& request, absl::Status refusal);

// The status with the suggestions of the check, which NameEvents has named, attached.
absl::Status AttachFreeInstead(absl::Status status, const v1::CheckEventsResponse& check);
// The suggestions that were attached; none when nothing was.
v1::CheckEventsResponse FreeInsteadOf(const absl::Status& status);

}  // namespace taqvim::cli
