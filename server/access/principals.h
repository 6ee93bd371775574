// Names of the principals that the server itself gives out; see Grant.principal.
#pragma once

#include <string_view>

#include "storage/revision.h"

namespace taqvim::access {

// Callers on the operator's socket: everything is allowed.
inline constexpr std::string_view kOperator = "operator";
// Callers without credentials.
inline constexpr std::string_view kAnonymous = "anonymous";
// The server itself.
inline constexpr std::string_view kSystem = storage::kSystemPrincipal;

// Whether the text can be a principal that roles are granted to: 1 to 128
// visible ASCII characters, and none of the above.
bool IsGrantable(std::string_view principal);

}  // namespace taqvim::access
