// Printer of contexts, without their secrets.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "client/cli/session/contexts.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

// In the form that the options ask for: a table that marks the current one, JSON,
// or the names.
absl::Status PrintContexts(Session& session, const Contexts& contexts);

// All about one, but for the token, of which it only says that there is one.
absl::Status PrintContext(Session& session, const Contexts& contexts, const std::string& name);

}  // namespace taqvim::cli
