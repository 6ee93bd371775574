#include "client/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/support/status.h"

namespace taqvim::client {
namespace {

constexpr char kTypeUrlPrefix[] = "type.googleapis.com/";

template <class Detail>
std::optional<Detail> Find(const absl::Status& status) {
  auto payload = status.GetPayload(kTypeUrlPrefix + Detail::descriptor()->full_name());
  Detail detail;
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

void DecodeViolations(const absl::Status& status, RemoteError* error) {
  if (auto request = Find<google::rpc::BadRequest>(status)) {
    for (const auto& violation : request->field_violations()) {
      error->field_violations.push_back({violation.field(), violation.description()});
    }
  }
  if (auto failure = Find<google::rpc::PreconditionFailure>(status)) {
    for (const auto& violation : failure->violations()) {
      error->precondition_violations.push_back(
          {violation.type(), violation.subject(), violation.description()});
    }
  }
}

}  // namespace

RemoteError DecodeError(const absl::Status& status) {
  RemoteError error;
  error.code = status.code();
  error.message = std::string(status.message());
  if (auto info = Find<google::rpc::ErrorInfo>(status)) error.reason = info->reason();
  if (auto info = Find<google::rpc::ResourceInfo>(status)) error.resource = info->resource_name();
  if (auto info = Find<google::rpc::RetryInfo>(status)) {
    error.retry_delay = absl::Seconds(info->retry_delay().seconds()) +
                        absl::Nanoseconds(info->retry_delay().nanos());
  }
  error.conflicts = Find<v1::ConflictReport>(status);
  DecodeViolations(status, &error);
  return error;
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  result.set_code(static_cast<int>(status.code()));
  result.set_message(std::string(status.message()));
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& value) {
    // Others are this program's own marks and no details.
    if (!absl::StartsWith(type_url, kTypeUrlPrefix)) return;
    auto* detail = result.add_details();
    detail->set_type_url(std::string(type_url));
    detail->set_value(std::string(value));
  });
  return result;
}

}  // namespace taqvim::client
