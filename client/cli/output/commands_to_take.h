// Command lines that take what is free instead: what was typed, changed as a suggestion says.
#pragma once

#include <string>
#include <vector>

#include "client/cli/command/arguments.h"
#include "client/cli/command/command.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::cli {

// A command as somebody gave it.
struct TypedCommand {
  const Command& command;
  const Arguments& arguments;
};

// The lines that make the writes `instead` in place of `write`, one after the other: changes
// of events that come before it, by a command each, then what was typed. `request` is what the
// typed command sent, of which `write` was made; nullptr where that is one write of several,
// which is then not to be changed. None where flags cannot say it. Reads an event of which a
// list is changed that was not given.
std::vector<std::vector<std::string>> CommandsToTake(
    Session& session, const TypedCommand& typed, const google::protobuf::Message* request,
    const v1::EventWrite& write, const google::protobuf::RepeatedPtrField<v1::EventWrite>& instead);

}  // namespace taqvim::cli
