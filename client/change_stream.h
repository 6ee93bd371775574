// Client side of one WatchChanges call: blocking reads with a timeout.
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

// The call starts at the first Read. Cancel is thread-safe; all else is for one thread.
class ChangeStream {
 public:
  ChangeStream(const std::shared_ptr<grpc::Channel>& channel,
               const v1::WatchChangesRequest& request);
  // Cancels a stream that has not ended.
  ~ChangeStream();
  ChangeStream(const ChangeStream&) = delete;
  ChangeStream& operator=(const ChangeStream&) = delete;

  // Waits at most `patience` for the next response. False when the stream has ended; a
  // timeout ends it.
  bool Read(absl::Duration patience, v1::WatchChangesResponse* response);
  // Why it ended, with the server's details as payloads; UNAVAILABLE after a timeout,
  // or when the server ended it without an error. To be called once, after Read has
  // returned false.
  absl::Status Finish();
  // Ends it soon. Thread-safe.
  void Cancel() { context_.TryCancel(); }

 private:
  using Deadline = std::chrono::system_clock::time_point;
  // Waits for the operation that was started last. False when it fails, or when the
  // deadline passes first, which cancels the call.
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
