// Batches that take one of their writes from flags: `taqvim events check --title ...`.
#pragma once

#include "absl/status/statusor.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/command.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// The arguments of a command, apart: those of the one write, and those of the request that
// holds it. Flags of the first are those of Command::one_write.
struct ArgumentsApart {
  Arguments of_write;
  Arguments of_request;
  // Whether a write is asked for: by a flag of its own, or by an argument by place.
  bool has_write() const { return !of_write.flags.empty() || !of_write.positionals.empty(); }
};

// Takes them apart; all are of the request of a command that has no such write.
ArgumentsApart TakeApart(const Command& command, const Arguments& arguments);

// Adds the write, behind those that the request has from a file.
void AddWrite(const Command& command, const google::protobuf::Message& write,
              google::protobuf::Message* request);

}  // namespace taqvim::cli
