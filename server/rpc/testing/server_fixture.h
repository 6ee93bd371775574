// A server on a free loopback port, over a store in a new SQLite file.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "server/rpc/log/log.h"
#include "server/rpc/serving/server.h"
#include "server/rpc/testing/gated_store.h"
#include "storage/testing/temporary_directory.h"
#include "taqvim/v1/directory_service.pb.h"

namespace taqvim::rpc::testing {

// What a client got.
struct Outcome {
  grpc::Status status;
  std::string response;

  // The reason of the one ErrorInfo; says so when there is not exactly one.
  std::string Reason() const;
  // The first field of the BadRequest; `none` without one.
  std::string Field() const;
  google::rpc::Status Details() const;
};

class ServerFixture : public ::testing::Test {
 protected:
  // The file layer is SQLite's of that name, which outlives this; the system's by default.
  explicit ServerFixture(const LimitOptions& limits = {}, const std::string& vfs = "");
  ~ServerFixture() override;

  // Calls a method, such as `taqvim.v1.EventService.GetEvent`, with any bytes.
  Outcome Call(const std::string& method, const std::string& request);
  Outcome Call(const std::string& method, const std::string& request, grpc::ClientContext& context);
  Outcome CreateOrganization(const v1::CreateOrganizationRequest& request);
  v1::CreateOrganizationRequest Organization(const std::string& id);
  // How many organizations there are.
  int Organizations();

  std::vector<std::string> log_lines();
  // Returns once a line with that text was logged.
  void AwaitLog(const std::string& text);

  const storage::testing::TemporaryDirectory directory_;
  // How far the store's clock is ahead, in seconds.
  std::atomic<int> clock_ahead_ = 0;
  std::unique_ptr<storage::Store> sqlite_;
  std::unique_ptr<GatedStore> store_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;

 private:
  absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

inline constexpr char kCreateOrganization[] = "taqvim.v1.DirectoryService.CreateOrganization";
inline constexpr char kGetOrganization[] = "taqvim.v1.DirectoryService.GetOrganization";
inline constexpr char kListOrganizations[] = "taqvim.v1.DirectoryService.ListOrganizations";

}  // namespace taqvim::rpc::testing
