// How gRPC serves the calls of a method: what a Call or WatchCall is on its side.
#pragma once

#include <grpcpp/impl/rpc_service_method.h>

#include "server/rpc/callers/authenticate.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/calls/method.h"

namespace taqvim::rpc {

// When a caller is let in or refused.
enum class LettingIn {
  // When its message is there: what gRPC does for a method of one message. It
  // begins to serve when it has one, and looks for no second.
  kOnMessage,
  // On the headers of the call, so that who may not call makes the server wait for
  // nothing. To gRPC all methods are then streams both ways, which takes a little
  // longer. A call is served once its caller has sent all; of two messages none
  // counts.
  kOnHeaders,
};

// What the method is to gRPC, and what runs its calls; gRPC owns the handler. What
// is referred to outlives it.
grpc::internal::RpcMethod::RpcType TypeOf(const Method& method, LettingIn letting_in);
grpc::internal::MethodHandler* MakeHandler(const Method& method, Serving& serving,
                                           const Authenticator& authenticator,
                                           LettingIn letting_in);

}  // namespace taqvim::rpc
