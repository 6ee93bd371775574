#include "server/rpc/backup/served_source.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::rpc {
namespace {

constexpr std::chrono::seconds kPatience(60);

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& socket) {
  grpc::ChannelArguments arguments;
  // A row or a revision may be larger than a page.
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(absl::StrCat("unix:", socket),
                                   grpc::InsecureChannelCredentials(), arguments);
}

// What went wrong, as a sentence: what the server says is one, what gRPC says of a connection is
// none.
absl::Status Told(const grpc::Status& status) {
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  if (code == absl::StatusCode::kDeadlineExceeded) {
    return absl::DeadlineExceededError(
        absl::StrCat("The server did not answer within ", kPatience.count(),
                     " seconds. See what it does, then run the backup again."));
  }
  if (code != absl::StatusCode::kUnavailable) return absl::Status(code, status.error_message());
  return absl::UnavailableError(absl::StrCat("The server could not be asked (",
                                             status.error_message(),
                                             "). See whether it runs, then run the backup again."));
}

// `call` asks by a stub's method.
template <class Response, class Call>
absl::StatusOr<Response> Ask(const Call& call) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  Response response;
  const grpc::Status status = call(context, response);
  if (status.ok()) return response;
  return Told(status);
}

}  // namespace

ServedSource::ServedSource(const std::string& socket)
    : stub_(backup::v1::BackupService::NewStub(ChannelTo(socket))) {}

absl::StatusOr<storage::v1::BackupPosition> ServedSource::Position() {
  return Ask<storage::v1::BackupPosition>([this](auto& context, auto& response) {
    return stub_->Position(&context, backup::v1::PositionRequest(), &response);
  });
}

absl::StatusOr<storage::v1::BackupRows> ServedSource::RowsAfter(storage::ResourceId after,
                                                                bool rights, int64_t max_bytes) {
  backup::v1::ReadRowsRequest request;
  request.set_after(after);
  request.set_rights(rights);
  request.set_max_bytes(max_bytes);
  return Ask<storage::v1::BackupRows>(
      [&](auto& context, auto& response) { return stub_->ReadRows(&context, request, &response); });
}

absl::StatusOr<storage::v1::BackupLog> ServedSource::LogAfter(const storage::v1::BackupPoint& after,
                                                              int64_t max_bytes) {
  backup::v1::ReadLogRequest request;
  *request.mutable_after() = after;
  request.set_max_bytes(max_bytes);
  return Ask<storage::v1::BackupLog>(
      [&](auto& context, auto& response) { return stub_->ReadLog(&context, request, &response); });
}

absl::Status ServedSource::HoldsUpTo(const std::string& target,
                                     const storage::v1::BackupPoint& point) {
  backup::v1::HoldsUpToRequest request;
  request.set_target(target);
  *request.mutable_point() = point;
  return Ask<backup::v1::HoldsUpToResponse>([&](auto& context, auto& response) {
           return stub_->HoldsUpTo(&context, request, &response);
         })
      .status();
}

}  // namespace taqvim::rpc
