#include "server/rpc/backup/backup_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::rpc {
namespace {

// Of a page; one row or revision may be more.
constexpr int64_t kMostBytes = int64_t{4} << 20;

// The codes of both are the same.
grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message())};
}

template <class Page>
grpc::Status Answer(absl::StatusOr<Page> page, Page& response) {
  if (!page.ok()) return ToGrpc(page.status());
  response = *std::move(page);
  return grpc::Status::OK;
}

}  // namespace

grpc::Status BackupService::Position(grpc::ServerContext*, const backup::v1::PositionRequest*,
                                     storage::v1::BackupPosition* response) {
  return Answer(source_.Position(), *response);
}

grpc::Status BackupService::ReadRows(grpc::ServerContext*,
                                     const backup::v1::ReadRowsRequest* request,
                                     storage::v1::BackupRows* response) {
  const int64_t bytes = std::min(request->max_bytes(), kMostBytes);
  return Answer(source_.RowsAfter(request->after(), request->rights(), bytes), *response);
}

grpc::Status BackupService::ReadLog(grpc::ServerContext*, const backup::v1::ReadLogRequest* request,
                                    storage::v1::BackupLog* response) {
  const int64_t bytes = std::min(request->max_bytes(), kMostBytes);
  return Answer(source_.LogAfter(request->after(), bytes), *response);
}

grpc::Status BackupService::HoldsUpTo(grpc::ServerContext*,
                                      const backup::v1::HoldsUpToRequest* request,
                                      backup::v1::HoldsUpToResponse*) {
  return ToGrpc(source_.HoldsUpTo(request->target(), request->point()));
}

}  // namespace taqvim::rpc
