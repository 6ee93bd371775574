// A WatchChanges call: the gRPC side of a stream of the hub.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/calls/method.h"
#include "server/watch/stream.h"

namespace taqvim::rpc {

// Independent of how gRPC serves it (reactors.h). First the caller is let in, by the
// headers alone; then the request is read on the thread that received it, and from then
// on the hub says what is written, and when. gRPC runs no reaction that follows while
// another thread is inside StartWriting or Send (they are not inlineable), so both are
// called under the lock that keeps writes from following the end.
//
// The call lives until gRPC is done with it and nobody in the hub refers to it.
class WatchCall : public watch::Stream {
 public:
  // All outlive the call, but for the context, which is gone once gRPC is done.
  WatchCall(const Method& method, Serving& serving, const Authenticator& authenticator,
            grpc::CallbackServerContext& context);

  // As in Call: checks the caller, and goes on with it; serves the stream; ends one that is not
  // served.
  using Next = absl::AnyInvocable<void()>;
  void LetIn(Next serve);
  void Serve(const grpc::ByteBuffer& request);
  void Refuse(const absl::Status& status) { Finish(status); }

  // Called by the reactor: a response was written, or could not be; the client has
  // cancelled; gRPC is done with the call, which may be deleted when this returns.
  void HasWritten(bool ok);
  void GiveUp();
  void End();

  void Write(const grpc::ByteBuffer& response) override;
  void Finish(const absl::Status& status) override;
  void Cancel() override;
  absl::Status CheckRights() override;

 protected:
  // Start an operation of gRPC: write a response, which stays unchanged until it was
  // written; and finish.
  virtual void StartWriting(const grpc::ByteBuffer* response) = 0;
  virtual void Send(const grpc::Status& end) = 0;

 private:
  void LetInNow(Next serve);
  // Why the caller is not let in.
  absl::Status CheckCaller();
  // Ends the call when its caller's token or certificate expires or is revoked.
  void EndWithItsCaller();
  absl::Status Join(const grpc::ByteBuffer& request);
  // Finishes with what the caller is told, for a cause that only the log has.
  void Refuse(const absl::Status& status, const absl::Status& cause);
  void TellEnd(const absl::Status& told, const absl::Status& cause) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Method& method_;
  Serving& serving_;
  const Authenticator& authenticator_;
  absl::StatusOr<access::Identity> identity_;  // settled once the caller is let in
  const absl::Time start_;
  std::atomic<bool> given_up_ = false;
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
