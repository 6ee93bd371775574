// Questions before what is severe: what a command is about to do, and whether to go on.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/command.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// How what the request sets is undone, of the fields that the catalog calls severe: a sentence;
// empty for a request that sets none of them.
std::string HowToUndo(const Catalog& catalog, const Command& command,
                      const google::protobuf::Message& request);

// Of a command that the catalog calls severe, or that sets a field that it calls so: says at a
// terminal what it will do to all of these names, beside which stands what they are called, and
// what goes with them by a cascade, and asks whether to go on. Nothing is asked with --yes or
// --dry-run, or where nobody can answer, as in a script. A usage error when the answer is not yes,
// and errors of the server when it would refuse.
absl::Status AskWhetherToGoOn(Session& session, const Command& command, const Arguments& arguments,
                              const std::vector<std::string>& names,
                              const google::protobuf::Message& request);

}  // namespace taqvim::cli
