// One command for several names at once: `taqvim events confirm gala talk`.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command/arguments.h"
#include "client/cli/command/command.h"
#include "client/cli/output/list_choice.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

// The names that the command is for: those given, or with --programme those of the events
// of the programme that it can be done to. A usage error for both, and when there is none.
absl::StatusOr<std::vector<std::string>> NamesFor(Session& session, const Command& command,
                                                  const Arguments& arguments);

// Whether the command is to be run for other than one name that was given.
bool IsForSeveral(const Command& command, const Arguments& arguments);

// Runs it for all of them: events in one batch, all or none; others one after the other,
// until one is refused, of which the error says how far it came.
absl::StatusOr<int> RunSeveral(Session& session, const Command& command, const Arguments& arguments,
                               const ListChoice& choice = {});

}  // namespace taqvim::cli
