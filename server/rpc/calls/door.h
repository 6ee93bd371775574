// A gRPC server for one kind of connections, with every service.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/rpc/callers/authenticate.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/calls/contract_service.h"
#include "server/rpc/calls/method.h"
#include "server/rpc/calls/reactors.h"

namespace taqvim::rpc {

// Largest request and answer, in bytes.
inline constexpr int kMaxRequestBytes = 4 << 20;
inline constexpr int kMaxResponseBytes = 16 << 20;
// At the operator's socket, where a backup asks for whole revisions: images before and after of
// 16 MiB each, and what is stored beside them.
inline constexpr int kMaxOperatorResponseBytes = 64 << 20;
// The most calls that a connection may have open.
inline constexpr int kMaxStreamsOfAConnection = 1000;
// Quotas of gRPC's buffers, for all connections of a door, and of the operator's.
inline constexpr size_t kMaxBufferBytes = size_t{512} << 20;
inline constexpr size_t kMaxOperatorBufferBytes = size_t{64} << 20;

// Serves the contract and reflection to callers that the authenticator knows,
// health to whoever can connect, and channelz on the operator's socket alone.
// Thread-safe.
class Door {
 public:
  // All pointers outlive the door.
  struct Options {
    std::shared_ptr<grpc::ServerCredentials> credentials;
    Authenticator::Options callers;
    LettingIn letting_in = LettingIn::kOnMessage;
    const std::vector<Method>* methods = nullptr;
    Serving* serving = nullptr;
    // Served besides, to all whose connection is handed on.
    std::vector<grpc::Service*> unasked = {};
  };

  // Starts the server; it listens nowhere itself. UNAVAILABLE when it cannot start.
  static absl::StatusOr<std::unique_ptr<Door>> Open(const Options& options);

  // Takes ownership of an accepted connection, which is non-blocking and close-on-exec.
  // Must not be called after Close.
  void HandOn(int listener, int descriptor);

  // What health says of all services, until Shut. Thread-safe.
  void SetServing(bool serving);
  // Sets health to NOT_SERVING for good.
  void Shut();
  // Cancels the open calls, and returns when none is left.
  void Close();

 private:
  explicit Door(const Options& options)
      : authenticator_(options.callers), credentials_(options.credentials) {}

  const Authenticator authenticator_;
  // gRPC would release them while its handshakes still use them.
  const std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::vector<std::unique_ptr<ContractService>> services_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> connections_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace taqvim::rpc
