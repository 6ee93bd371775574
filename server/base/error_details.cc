#include "server/base/error_details.h"

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

constexpr std::string_view kReasonPrefix = "ERROR_REASON_";
constexpr std::string_view kDomain = "taqvim.dev";

using google::rpc::ErrorInfo;
using google::rpc::ResourceInfo;

}  // namespace

std::string_view WithoutPrefix(std::string_view name, std::string_view prefix) {
  const size_t length = name.substr(0, prefix.size()) == prefix ? prefix.size() : 0;
  return name.substr(length);
}

std::string ReasonName(v1::ErrorReason reason) {
  return std::string(WithoutPrefix(v1::ErrorReason_Name(reason), kReasonPrefix));
}

absl::Status MakeStatus(absl::StatusCode code, v1::ErrorReason reason, std::string_view message) {
  absl::Status status(code, AbslView(message));
  ErrorInfo detail;
  detail.set_reason(ReasonName(reason));
  detail.set_domain(std::string(kDomain));
  AddDetail(status, detail);
  return status;
}

void AddDetail(absl::Status& status, const google::protobuf::Message& detail) {
  status.SetPayload(Cat("type.googleapis.com/", detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

void AddResourceInfo(absl::Status& status, std::string_view name, std::string_view description) {
  ResourceInfo detail;
  detail.set_resource_name(std::string(name));
  detail.set_description(std::string(description));
  AddDetail(status, detail);
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  ErrorInfo detail;
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  if (GetDetail(status, &detail)) {
    v1::ErrorReason_Parse(Cat(kReasonPrefix, detail.reason()), &reason);
  }
  return reason;
}

bool IsCallers(const absl::Status& status) {
  const v1::ErrorReason reason = ReasonOf(status);
  return reason != v1::ERROR_REASON_UNSPECIFIED && reason != v1::ERROR_REASON_INTERNAL;
}

}  // namespace taqvim::schedule
