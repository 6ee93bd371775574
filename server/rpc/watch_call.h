// One call that streams changes.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/rpc/call.h"
#include "server/rpc/method.h"
#include "server/watch/stream.h"

namespace taqvim::rpc {

// The request is read on the thread that received it; from then on the hub says
// what is written, and when. gRPC runs no reaction below while another thread is
// inside StartWrite or Finish (they are not inlineable), so both are called under
// the lock that keeps writes from following the end.
//
// The call lives until gRPC is done with it and nobody in the hub refers to it.
class WatchCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public watch::Stream {
 public:
  static grpc::ServerWriteReactor<grpc::ByteBuffer>* Start(const Method& method, Serving& serving,
                                                           const Authenticator& authenticator,
                                                           grpc::CallbackServerContext& context,
                                                           const grpc::ByteBuffer& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void Write(const grpc::ByteBuffer& response) override;
  void Finish(const absl::Status& status) override;
  void Cancel() override;
  absl::Status CheckRights() override;

 private:
  WatchCall(const Method& method, Serving& serving, const Authenticator& authenticator,
            grpc::CallbackServerContext& context);

  void Begin(const grpc::ByteBuffer& request);
  // Ends it when its caller's token or certificate does.
  void EndWithItsCaller();
  absl::Status Join(const grpc::ByteBuffer& request);
  // Finishes with what the caller is told, for a cause that only the log has.
  void Refuse(const absl::Status& status, const absl::Status& cause);
  void LogEnd(const absl::Status& told, const absl::Status& cause) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Method& method_;
  Serving& serving_;
  const absl::StatusOr<access::Identity> identity_;
  const absl::Time start_;
  bool counted_ = false;
  Limits::Pass pass_;
  OpenStreams::Entry entry_;  // of who is known for a time only
  absl::Mutex mutex_;
  // Gone once gRPC is done.
  grpc::CallbackServerContext* context_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // On its way.
  grpc::ByteBuffer response_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc
