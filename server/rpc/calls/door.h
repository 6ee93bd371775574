// One way into the server, with every service.
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

// What a request and an answer may take, in bytes.
inline constexpr int kMaxRequestBytes = 4 << 20;
inline constexpr int kMaxResponseBytes = 16 << 20;
// How many calls a connection may have open.
inline constexpr int kMaxStreamsOfAConnection = 1000;
// What gRPC's buffers may take of all connections of a door, and of the operator's.
inline constexpr size_t kMaxBufferBytes = size_t{512} << 20;
inline constexpr size_t kMaxOperatorBufferBytes = size_t{64} << 20;

// Serves the contract and reflection to callers that the authenticator knows,
// health to whoever can connect, and channelz on the operator's socket alone.
// Thread-safe.
class Door {
 public:
  // What they refer to outlives the door.
  struct Options {
    std::shared_ptr<grpc::ServerCredentials> credentials;
    Authenticator::Options callers;
    LettingIn letting_in = LettingIn::kOnMessage;
    const std::vector<Method>* methods = nullptr;
    Serving* serving = nullptr;
  };

  // Serves whom it is handed; UNAVAILABLE when it cannot.
  static absl::StatusOr<std::unique_ptr<Door>> Open(const Options& options);

  // Takes over a connection that was accepted, does not block and is not inherited.
  // Not once it is closed.
  void HandOn(int listener, int descriptor);

  // Health says NOT_SERVING from now on.
  void Shut();
  // Cancels what is still open, and returns when nothing is.
  void Close();

 private:
  explicit Door(const Options& options)
      : authenticator_(options.callers), credentials_(options.credentials) {}

  const Authenticator authenticator_;
  // gRPC would let them go while its handshakes still ask them.
  const std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::vector<std::unique_ptr<ContractService>> services_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> connections_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace taqvim::rpc
