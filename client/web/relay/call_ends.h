// How calls end that did not come to the server, or whose end is not the server's own: in the
// form of the contract, with a sentence.
#pragma once

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace taqvim::web {

// INVALID_ARGUMENT or UNIMPLEMENTED, as the status says, with the reason MALFORMED_REQUEST.
grpc::Status Malformed(const absl::Status& status);

// RESOURCE_EXHAUSTED, LIMIT_EXCEEDED; come again in a second: too many
// calls are under way, or too much that was asked for has not been taken.
grpc::Status TooMany();
grpc::Status TooMuchUnread();

// UNAVAILABLE, SHUTTING_DOWN; come again in a second.
grpc::Status Stopping();

// PERMISSION_DENIED: who is not signed in may do more at this server than the site hands on.
grpc::Status NotForStrangers();

// The end of a call as its caller is told it: what the server says goes on as it is. What it
// does not say - each of its errors has details - the library does, and of a server that is
// not reached with addresses that are nobody's business: UNAVAILABLE, with a sentence in its
// place.
grpc::Status EndFor(const grpc::Status& status);

}  // namespace taqvim::web
