// Translator of what gRPC says of a server that was not reached into what people can do.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "client/cli/command/global_flags.h"

namespace taqvim::cli {

// Whether it is the connection that failed, or no answer that came in time, and not the server
// that refused.
bool IsConnectionProblem(const absl::Status& status);

// What was tried and why it failed, in sentences: `No Taqvim server answers at 127.0.0.1:8750:
// the connection was refused, so no server listens there. It was tried for 30s (--timeout).`
// What else the message says stays, and what no words are known for.
std::string ConnectionSentence(const absl::Status& status, const GlobalOptions& options);

// Sentences with what to do about it, by what failed and by how the server was chosen.
std::string ConnectionAdvice(const absl::Status& status, const GlobalOptions& options);

}  // namespace taqvim::cli
