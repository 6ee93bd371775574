// The first call with a context that was just made: as whom the server knows the caller.
#pragma once

#include <string>

#include "client/cli/session/contexts.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

// Says it on standard error, or what went wrong. Nothing depends on it: the context may be for
// a server that does not run yet.
void TryContext(Session& session, const std::string& name, const Context& context);

}  // namespace taqvim::cli
