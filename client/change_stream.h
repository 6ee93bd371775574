// One stream of changes from a server, for one thread that reads it.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <chrono>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "taqvim/v1/change_service.grpc.pb.h"

namespace taqvim::client {

// It begins with the first Read. All but Cancel is for one thread.
class ChangeStream {
 public:
  ChangeStream(const std::shared_ptr<grpc::Channel>& channel,
               const v1::WatchChangesRequest& request);
  // Cancels a stream that has not ended.
  ~ChangeStream();
  ChangeStream(const ChangeStream&) = delete;
  ChangeStream& operator=(const ChangeStream&) = delete;

  // Waits for the next response. False when the stream has ended, and when nothing
  // came for so long, which ends it.
  bool Read(absl::Duration patience, v1::WatchChangesResponse* response);
  // Why it ended, with the server's details as payloads; UNAVAILABLE when nothing
  // came, or the server ended it without an error. To be called once, when Read
  // has returned false.
  absl::Status Finish();
  // Ends it soon. Thread-safe.
  void Cancel() { context_.TryCancel(); }

 private:
  using Deadline = std::chrono::system_clock::time_point;
  // Whether the operation that was begun last succeeds until then.
  bool Completes(Deadline deadline);
  grpc::Status WaitForEnd();

  const std::unique_ptr<v1::ChangeService::Stub> stub_;
  const v1::WatchChangesRequest request_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  // Set while the stream has begun and not finished.
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchChangesResponse>> reader_;
  bool silent_ = false;
};

}  // namespace taqvim::client
