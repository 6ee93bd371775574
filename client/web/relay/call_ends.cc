#include "client/web/relay/call_ends.h"

#include <string>

#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kPrefix = "ERROR_REASON_";
constexpr int kRetrySeconds = 1;

grpc::Status Make(grpc::StatusCode code, absl::string_view sentence, v1::ErrorReason reason,
                  bool come_again = false) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(std::string(sentence));
  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(reason).substr(kPrefix.size()));
  info.set_domain("taqvim.dev");
  status.add_details()->PackFrom(info);
  if (come_again) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(kRetrySeconds);
    status.add_details()->PackFrom(retry);
  }
  return grpc::Status(code, status.message(), status.SerializeAsString());
}

}  // namespace

grpc::Status Malformed(const absl::Status& status) {
  return Make(static_cast<grpc::StatusCode>(status.code()), status.message(),
              v1::ERROR_REASON_MALFORMED_REQUEST);
}

grpc::Status TooMany() {
  return Make(grpc::RESOURCE_EXHAUSTED,
              "There are too many calls at once, in all or from this address; come again soon.",
              v1::ERROR_REASON_LIMIT_EXCEEDED, /*come_again=*/true);
}

grpc::Status TooMuchUnread() {
  return Make(grpc::RESOURCE_EXHAUSTED,
              "Too much that was asked for, in all or from this address, has not been read yet; "
              "come again when it has been.",
              v1::ERROR_REASON_LIMIT_EXCEEDED, /*come_again=*/true);
}

grpc::Status Stopping() {
  return Make(grpc::UNAVAILABLE, "The site stops; come again.", v1::ERROR_REASON_SHUTTING_DOWN,
              /*come_again=*/true);
}

grpc::Status NotForStrangers() {
  return Make(grpc::PERMISSION_DENIED,
              "Sign in first: the server lets whoever shows nothing do more than look, which "
              "the site does not hand on to strangers. Start it with --anonymous-role none, "
              "public or viewer.",
              v1::ERROR_REASON_PERMISSION_DENIED);
}

grpc::Status EndFor(const grpc::Status& status) {
  if (status.error_code() != grpc::UNAVAILABLE || !status.error_details().empty()) return status;
  return grpc::Status(grpc::UNAVAILABLE,
                      "The site does not reach the server of the schedule; come again soon.");
}

}  // namespace taqvim::web
