// What is free instead of bookings for which a write was refused, and how it is taken; as a
// payload of the refusal.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/output/commands_to_take.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::cli {

// One suggestion of CheckEvents, as it concerns whoever was refused.
struct FreeInstead {
  // Without what is to be sent.
  v1::Suggestion suggestion;
  // The name of the event that it is for; empty where nothing says it.
  std::string event = {};
  // The command lines that take it, each in words, one after the other. None where no command
  // can say it.
  std::vector<std::vector<std::string>> commands = {};
  // Where the event stands in files, what to write there: `p.yaml:12: events/gala:
  // bookings[0].space: venues/library/spaces/foyer`.
  std::vector<std::string> entries = {};
  // What refuses the event even then, in sentences: conflicts of its other bookings, or which
  // no other place and time helps. Beside commands, what refuses other events of theirs, too.
  std::vector<std::string> remaining = {};
};

// Whether a write is refused for the conflict, and it is no advice.
bool Refuses(const v1::Conflict& conflict);

// The commands as one line for a shell: each runs only where the one before it did what it
// should. Empty when there are none.
std::string LineToPaste(const FreeInstead& one);

// The refusal of a request of the method, in the contract's types, which the command sent, with
// what is free instead where the catalog says as which write of a batch it can be checked. Calls
// CheckEvents, and reads the event where a change of it has to be said. Any other error, and a
// refusal for which nothing is suggested, is returned unchanged.
absl::Status WithFreeInstead(Session& session, const TypedCommand& typed, const std::string& method,
                             const google::protobuf::Message& request, absl::Status refusal);

// The suggestions for writes that are in these conflicts, without commands and entries.
std::vector<FreeInstead> FreeInsteadOf(const std::vector<v1::EventWrite>& writes,
                                       const std::vector<v1::Conflict>& conflicts,
                                       const std::vector<v1::Suggestion>& suggestions);

// The status with them attached.
absl::Status AttachFreeInstead(absl::Status status, const std::vector<FreeInstead>& free_instead);
// Those that were attached; none when nothing was.
std::vector<FreeInstead> AttachedFreeInstead(const absl::Status& status);

}  // namespace taqvim::cli
