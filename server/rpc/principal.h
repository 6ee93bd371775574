// Who calls. The server listens on loopback only, and every caller is the same
// principal; this is the one place that says so.
#pragma once

#include <grpcpp/server_context.h>

namespace taqvim::rpc {

// The principal of the call; a literal.
inline const char* PrincipalOf(const grpc::CallbackServerContext&) { return "local"; }

}  // namespace taqvim::rpc
