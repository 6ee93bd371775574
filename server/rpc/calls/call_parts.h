// Functions that unary calls and streams share: a part of call.h.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/directory.h"
#include "server/rpc/callers/authenticate.h"
#include "server/rpc/calls/method.h"
#include "server/rpc/limits/limits.h"
#include "server/rpc/log/log.h"

namespace taqvim::rpc {

// The retry delay that callers are told when the server stops.
inline constexpr absl::Duration kRetryAfterStop = absl::Seconds(1);

// The bytes of a request as one slice. INVALID_ARGUMENT when there is no message.
absl::StatusOr<grpc::Slice> BytesOf(const grpc::ByteBuffer& request);
inline absl::string_view TextOf(const grpc::Slice& slice) {
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// Whether the call's caller may be another by what other servers have written: then only the
// directory's Confirm says who it is. Of methods that follow the changes, always: what they are
// told to go on after may be what another server has answered.
bool AsksOthers(const Serving& serving, const Method& method,
                const absl::StatusOr<access::Identity>& identity);

// Takes a pass for the caller's limits; RESOURCE_EXHAUSTED when one would be exceeded,
// which is logged seldom.
absl::Status Admit(Serving& serving, const Method& method, std::string_view account,
                   Limits::Use use, absl::Time now, Limits::Pass& pass);

// How a call ended, for its log line.
struct CallEnd {
  const char* what;
  const Method& method;
  const absl::Status& told;   // the caller
  const absl::Status& cause;  // for the log
  std::string_view principal;
  std::string_view token;  // its name
  absl::Time start;
  std::string_view request_id = {};
  int64_t revision = 0;
  // For the peer; null when gRPC is done with the call.
  const Authenticator& authenticator;
  const grpc::CallbackServerContext* context = nullptr;
};
// Counts the end of a call (call_counters.h), and logs it at a level by its outcome, with the
// trace that it is a part of (proto/trace_context.h). Lines above `debug` are rate-limited
// (seldom.h).
void TellCallEnd(Serving& serving, const CallEnd& end);

}  // namespace taqvim::rpc
