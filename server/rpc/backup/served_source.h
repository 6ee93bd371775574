// What a running server hands out for a backup, asked for at its operator's socket.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/rpc/backup/backup_service.grpc.pb.h"
#include "storage/backup_source.h"

namespace taqvim::rpc {

// Thread-safe. Errors are the server's, or UNAVAILABLE when it cannot be reached any more.
class ServedSource final : public storage::BackupSource {
 public:
  // The socket has been found (server/rpc/listening/operator_socket.h).
  explicit ServedSource(const std::string& socket);

  absl::StatusOr<storage::v1::BackupPosition> Position() override;
  absl::StatusOr<storage::v1::BackupRows> RowsAfter(storage::ResourceId after, bool rights,
                                                    int64_t max_bytes) override;
  absl::StatusOr<storage::v1::BackupLog> LogAfter(const storage::v1::BackupPoint& after,
                                                  int64_t max_bytes) override;
  absl::Status HoldsUpTo(const std::string& target, const storage::v1::BackupPoint& point) override;

 private:
  const std::unique_ptr<backup::v1::BackupService::Stub> stub_;
};

}  // namespace taqvim::rpc
