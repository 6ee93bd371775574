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
  // The language and the time zone that the context has; empty for none.
  std::string lang = {};
  std::string time_zone = {};
};

// The address that flags or variables name, without credentials, or the context that
// they name; else the current context; else the default address of a server on this
// machine. An invitation is shown instead of the token that the context has. A usage error
// for a context that does not exist, or whose files cannot be read, and for an address that is
// none.
absl::StatusOr<Target> ChooseTarget(const GlobalOptions& options, const ContextFile& file);

// Makes the options those of a command for that target: what the command line says of language
// and time zone counts more than the context, and that more than the environment. A usage
// error for a time zone that is not known.
absl::Status ApplyTarget(const Target& target, GlobalOptions* options);

}  // namespace taqvim::cli
