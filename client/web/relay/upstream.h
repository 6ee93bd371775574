// Connections to taqvimd for the calls of strangers, and one call over them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/credentials.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace taqvim::web {

// What is called, and as whom.
struct UpstreamCall {
  // Such as `/taqvim.v1.EventService/GetEvent`.
  std::string path;
  // The value of `authorization`, such as `Bearer SECRET`; empty: nothing is shown.
  std::string authorization;
  absl::Time deadline = absl::InfiniteFuture();
  // Where its caller stands in a trace (proto/trace_context.h); empty: it says nothing.
  std::string traceparent = {};
};

// Several connections, as taqvimd takes 1,000 calls on each; gRPC makes them when they are
// needed. None of them shows anything by itself. A call is not tried again here: whoever made
// it knows whether it may be. Thread-safe, but for its end.
class Upstream {
 private:
  struct Connection;

 public:
  // That a call has one of the connections, until it is destroyed; which the upstream outlives.
  class Lane {
   public:
    Lane(Upstream& upstream, Connection& connection);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    grpc::GenericStub& stub();

   private:
    Upstream& upstream_;
    Connection& connection_;
  };

  // Waits until no call has a connection any more: a connection may not end on a thread of
  // gRPC's, which would wait for itself.
  ~Upstream();

  // To the server, with what of the credentials says how to reach it; token and certificate
  // are left aside, as they are the site's. INVALID_ARGUMENT as MakeChannel.
  static absl::StatusOr<std::unique_ptr<Upstream>> Connect(const std::string& server,
                                                           const client::Credentials& credentials,
                                                           int connections = 4);

  // Whether secrets may take these connections: they are encrypted, or leave no machine.
  bool carries_secrets() const { return carries_secrets_; }

  // The connection that has the fewest calls.
  std::unique_ptr<Lane> Choose();

 private:
  using Connections = std::vector<std::unique_ptr<Connection>>;

  Upstream(bool carries_secrets, Connections connections);
  bool IsIdle() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const bool carries_secrets_;
  absl::Mutex mutex_;
  // How many calls each has is guarded.
  const Connections connections_;
};

// Gives the context what the call says.
void Prepare(const UpstreamCall& call, grpc::ClientContext* context);

// One unary call. It is made, and then started once; may be cancelled at any time.
class UnaryCall : public std::enable_shared_from_this<UnaryCall> {
 public:
  using Done = std::function<void(const grpc::Status& status, const grpc::ByteBuffer& answer)>;

  // The upstream outlives it.
  static std::shared_ptr<UnaryCall> Make(Upstream& upstream, const UpstreamCall& call,
                                         const grpc::ByteBuffer& request);
  // Calls `done` once, on a thread of gRPC's, and lives until then.
  void Start(Done done);
  // Has it end soon, with CANCELLED if nothing was faster. Thread-safe.
  void Cancel() { context_.TryCancel(); }

 private:
  UnaryCall(std::unique_ptr<Upstream::Lane> lane, const UpstreamCall& call,
            const grpc::ByteBuffer& request);

  const std::unique_ptr<Upstream::Lane> lane_;
  const std::string path_;
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer answer_;
};

// The bytes as a buffer of gRPC's, and back.
grpc::ByteBuffer ToBuffer(absl::string_view bytes);
std::string ToBytes(const grpc::ByteBuffer& buffer);
// Appends them instead.
void AppendBytes(const grpc::ByteBuffer& buffer, std::string* bytes);

}  // namespace taqvim::web
