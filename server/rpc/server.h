// The gRPC server of a store.
#pragma once

#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/access/directory.h"
#include "server/rpc/call.h"
#include "server/rpc/contract_service.h"
#include "server/rpc/listen.h"
#include "server/rpc/log.h"
#include "storage/store.h"

namespace taqvim::rpc {

// What a request and an answer may take, in bytes.
inline constexpr int kMaxRequestBytes = 4 << 20;
inline constexpr int kMaxResponseBytes = 16 << 20;
// How many calls a connection may have open.
inline constexpr int kMaxStreamsOfAConnection = 1000;
// What gRPC's buffers may take in all.
inline constexpr size_t kMaxBufferBytes = size_t{512} << 20;

struct ServerOptions {
  // Both outlive the server.
  storage::Store* store = nullptr;
  const Log* log = nullptr;
  // See ParseLoopback; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  // The role of who shows no credentials; ROLE_UNSPECIFIED: they are refused.
  v1::Role anonymous_role = v1::ROLE_UNSPECIFIED;
  // What each principal may take.
  LimitOptions limits;
};

// Serves every method of the contract, and health, reflection (v1 and v1alpha)
// and channelz. Thread-safe.
class Server {
 public:
  // Starts it. INVALID_ARGUMENT for an address that is not loopback,
  // ALREADY_EXISTS when the port is taken, INTERNAL when the contract is not
  // served in full; each with a sentence that says what to do.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);
  // Drains without patience, unless it is drained.
  ~Server();

  int port() const { return address_.port; }
  // Who is who, and who may do what.
  access::Directory& directory() { return directory_; }
  // `127.0.0.1:PORT`.
  std::string address() const { return address_.ToString(); }

  // Stops for good: health says NOT_SERVING, new calls are refused with
  // SHUTTING_DOWN, calls in flight are finished within the time and then
  // cancelled. Returns when no call is left; true when all were finished. A
  // second drain does nothing.
  bool Drain(absl::Duration patience);

 private:
  Server(const ServerOptions& options, ListenAddress address);

  absl::Status Build();

  ListenAddress address_;
  access::Directory directory_;
  Serving serving_;
  const std::vector<Method> methods_;
  std::vector<std::unique_ptr<ContractService>> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace taqvim::rpc
