// Maps the statuses of the schedule and of the store to what goes over the
// wire: the only place that does.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

// The most that the trailers of an error take on the wire, encoded. Clients
// commonly refuse 8 KiB.
inline constexpr size_t kMaxTrailerBytes = 7 * 1024;

// How long callers are asked to wait when too many writes wait: long enough for these
// to be done.
inline constexpr absl::Duration kRetryAfterOverload = absl::Milliseconds(200);

// The status as the caller is to see it, with exactly one ErrorInfo. What the
// store refuses gets the reason that the contract documents; whatever else has no
// reason, defects and damage become INTERNAL without their cause, which belongs in
// the log.
// `request_id` is that of the call, empty for none.
absl::Status ForCaller(const absl::Status& status, absl::string_view request_id);

// The same for gRPC, with a google.rpc.Status of all details in the trailers.
// Lists in the details are cut, and whole details left out, where they would
// exceed kMaxTrailerBytes; never the ErrorInfo.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace taqvim::rpc
