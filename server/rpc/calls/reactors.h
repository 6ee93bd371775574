// gRPC reactors that run Call and WatchCall.
#pragma once

#include <grpcpp/impl/rpc_service_method.h>

#include "server/rpc/callers/authenticate.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/calls/method.h"

namespace taqvim::rpc {

// When callers are let in or refused.
enum class LettingIn {
  // When the message is there: as gRPC serves a unary method. It begins to serve with
  // the first message, and reads no second.
  kOnMessage,
  // On the headers of the call, so that a caller that is refused makes the server wait
  // for nothing. gRPC then serves all methods as streams both ways, which takes a
  // little longer. A call is served once its caller has sent all; a call with two
  // messages is refused.
  kOnHeaders,
};

// The gRPC type of the method, and the handler that runs its calls, which gRPC owns.
// The arguments outlive it.
grpc::internal::RpcMethod::RpcType TypeOf(const Method& method, LettingIn letting_in);
grpc::internal::MethodHandler* MakeHandler(const Method& method, Serving& serving,
                                           const Authenticator& authenticator,
                                           LettingIn letting_in);

}  // namespace taqvim::rpc
