// Service of backups, for the operator's door.
#pragma once

#include "server/rpc/backup/backup_service.grpc.pb.h"
#include "storage/backup_source.h"

namespace taqvim::rpc {

// Answers with pages of the source, on threads of gRPC's that may wait. It asks nobody who they
// are: whoever reaches the operator's socket may do everything. Thread-safe.
class BackupService final : public backup::v1::BackupService::Service {
 public:
  // The source outlives the service.
  explicit BackupService(storage::BackupSource& source) : source_(source) {}

  grpc::Status Position(grpc::ServerContext* context, const backup::v1::PositionRequest* request,
                        storage::v1::BackupPosition* response) override;
  grpc::Status ReadRows(grpc::ServerContext* context, const backup::v1::ReadRowsRequest* request,
                        storage::v1::BackupRows* response) override;
  grpc::Status ReadLog(grpc::ServerContext* context, const backup::v1::ReadLogRequest* request,
                       storage::v1::BackupLog* response) override;
  grpc::Status HoldsUpTo(grpc::ServerContext* context, const backup::v1::HoldsUpToRequest* request,
                         backup::v1::HoldsUpToResponse* response) override;

 private:
  storage::BackupSource& source_;
};

}  // namespace taqvim::rpc
