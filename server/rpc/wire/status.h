// Mapping of the statuses of the schedule and of the store to gRPC statuses: the only
// place that does it.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

// The most that the trailers of an error take on the wire, encoded. Clients
// commonly refuse 8 KiB.
inline constexpr size_t kMaxTrailerBytes = 7 * 1024;

// The retry delay that callers are told when the queue of writes is full: enough to
// work it off.
inline constexpr absl::Duration kRetryAfterOverload = absl::Milliseconds(200);

// The status that the caller gets, with exactly one ErrorInfo. The store's refusals get
// the reason that the contract documents. A status with neither reason nor mark, or of
// a defect or damage, becomes INTERNAL without its cause, which belongs in the log.
// `request_id` is that of the call, empty for none.
absl::Status ForCaller(const absl::Status& status, absl::string_view request_id);

// The same for gRPC, with a google.rpc.Status of all details in the trailers.
// Lists in the details are cut, and whole details left out, where they would
// exceed kMaxTrailerBytes; never the ErrorInfo.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace taqvim::rpc
