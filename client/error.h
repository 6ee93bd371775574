// Decoder of errors: the google.rpc details of a status as one struct. Calls return an
// absl::Status that carries each detail as a payload under its type URL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "taqvim/v1/conflict.pb.h"

namespace grpc {
class Status;
}

namespace taqvim::client {

// A field of the request that is wrong, as a path from the request such as
// `event.bookings[0].space`, and what would be right.
struct FieldViolation {
  std::string field;
  std::string description;
};

// Something about the stored state that stands against the request.
struct PreconditionViolation {
  std::string type;
  std::string subject;
  std::string description;
};

struct RemoteError {
  absl::StatusCode code = absl::StatusCode::kOk;
  // A sentence for people.
  std::string message;
  // A name of v1::ErrorReason without its prefix, such as `SCHEDULE_CONFLICT`;
  // empty when the error did not come from the server, such as a lost connection.
  std::string reason;
  std::vector<FieldViolation> field_violations;
  std::vector<PreconditionViolation> precondition_violations;
  // The resource that the error is about; empty when there is none.
  std::string resource;
  // How long the server asks to wait before the next attempt.
  std::optional<absl::Duration> retry_delay;
  std::optional<v1::ConflictReport> conflicts;
};

// Decodes the status and its payloads. Details that do not parse are left out.
RemoteError DecodeError(const absl::Status& status);

// The status with its details as payloads.
absl::Status FromGrpc(const grpc::Status& status);

// The status with its payloads as details, for programs.
google::rpc::Status ToRpcStatus(const absl::Status& status);

}  // namespace taqvim::client
