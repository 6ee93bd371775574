// One way into the server: an address where gRPC listens, with every service.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/rpc/authenticate.h"
#include "server/rpc/call.h"
#include "server/rpc/contract_service.h"
#include "server/rpc/method.h"

namespace taqvim::rpc {

// What a request and an answer may take, in bytes.
inline constexpr int kMaxRequestBytes = 4 << 20;
inline constexpr int kMaxResponseBytes = 16 << 20;
// How many calls a connection may have open.
inline constexpr int kMaxStreamsOfAConnection = 1000;
// What gRPC's buffers may take in all.
inline constexpr size_t kMaxBufferBytes = size_t{512} << 20;

// Serves the contract and reflection to callers that the authenticator knows,
// health to whoever can connect, and channelz on the operator's socket alone.
// Thread-safe.
class Door {
 public:
  // What they refer to outlives the door.
  struct Options {
    // `127.0.0.1:8750` or `unix:/path`.
    std::string address;
    std::shared_ptr<grpc::ServerCredentials> credentials;
    Authenticator::Options callers;
    const std::vector<Method>* methods = nullptr;
    Serving* serving = nullptr;
  };

  // Listens and serves; UNAVAILABLE when it cannot.
  static absl::StatusOr<std::unique_ptr<Door>> Open(const Options& options);

  // The port, for an address that has one.
  int port() const { return port_; }

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
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace taqvim::rpc
