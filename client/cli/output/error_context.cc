#include "client/cli/output/error_context.h"

#include "absl/strings/cord.h"

namespace taqvim::cli {
namespace {

constexpr char kRequestIdPayload[] = "taqvim.cli/request-id";

}  // namespace

absl::Status WithRequestId(absl::Status status, const std::string& request_id) {
  if (!request_id.empty()) status.SetPayload(kRequestIdPayload, absl::Cord(request_id));
  return status;
}

std::string RequestIdOf(const absl::Status& status) {
  const auto id = status.GetPayload(kRequestIdPayload);
  return id ? std::string(*id) : "";
}

}  // namespace taqvim::cli
