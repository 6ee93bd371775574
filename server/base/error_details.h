// What every error of the server carries: one ErrorInfo, whose reason is a name of
// v1::ErrorReason without its prefix and whose domain is `taqvim.dev`, and details.
// They travel in the absl::Status as payloads, keyed by the type URL of the detail;
// server/rpc maps them to gRPC.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::schedule {

// A status with its ErrorInfo. `message` is a sentence for people.
absl::Status MakeStatus(absl::StatusCode code, v1::ErrorReason reason, std::string_view message);

// The reason in the status's ErrorInfo; ERROR_REASON_UNSPECIFIED without one.
v1::ErrorReason ReasonOf(const absl::Status& status);

// Whether what was asked for is wrong, or does not fit what is stored: neither the
// store failed, nor did we.
bool IsCallers(const absl::Status& status);

// Adds a detail to a status, and reads it back. `Detail` is any message.
void AddDetail(absl::Status& status, const google::protobuf::Message& detail);
template <class Detail>
bool GetDetail(const absl::Status& status, Detail* detail) {
  auto payload =
      status.GetPayload("type.googleapis.com/" + std::string(Detail::descriptor()->full_name()));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

// Adds a ResourceInfo about the resource of that name.
void AddResourceInfo(absl::Status& status, std::string_view name, std::string_view description);

// The name of an enum value without the prefix of its enum, as it stands in
// details: `INVALID_FIELD`.
std::string_view WithoutPrefix(std::string_view name, std::string_view prefix);
// The reason as it stands there.
std::string ReasonName(v1::ErrorReason reason);

}  // namespace taqvim::schedule
