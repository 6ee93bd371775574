// The address and credentials of the server that a command calls.
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
  // The name of the context that they come from; empty for none.
  std::string context;
};

// The address that flags or variables name, without credentials, or the context that
// they name; else the current context; else the default address of a server on this
// machine. An invitation is shown instead of the token that the context has. A usage error
// for a context that does not exist, or whose files cannot be read.
absl::StatusOr<Target> ChooseTarget(const GlobalOptions& options, const ContextFile& file);

}  // namespace taqvim::cli
