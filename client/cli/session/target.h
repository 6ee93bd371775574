// Which server a command talks to, and what it shows of the caller.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/session/contexts.h"
#include "client/credentials.h"

namespace taqvim::cli {

struct Target {
  std::string address;
  client::Credentials credentials;
  // The context that said so; empty for none.
  std::string context;
};

// What the flags or variables name: an address, to which nothing is shown, or a
// context; else the current context; else the usual address of a server on this
// machine. A usage error for a context that there is not, or whose files cannot
// be read.
absl::StatusOr<Target> ChooseTarget(const GlobalOptions& options, const ContextFile& file);

}  // namespace taqvim::cli
