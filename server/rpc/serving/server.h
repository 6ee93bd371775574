// The gRPC server over a store.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/access/directory.h"
#include "server/metrics/metrics.h"
#include "server/rpc/backup/backup_service.h"
#include "server/rpc/callers/client_certificates.h"
#include "server/rpc/callers/exposure.h"
#include "server/rpc/callers/tls_files.h"
#include "server/rpc/calls/call.h"
#include "server/rpc/calls/call_counters.h"
#include "server/rpc/calls/door.h"
#include "server/rpc/limits/connection_table.h"
#include "server/rpc/limits/open_streams.h"
#include "server/rpc/listening/acceptor.h"
#include "server/rpc/listening/listen.h"
#include "server/rpc/log/log.h"
#include "server/rpc/serving/hold_counter.h"
#include "server/rpc/serving/readiness.h"
#include "server/rpc/serving/token_use_keeper.h"
#include "storage/store.h"

namespace taqvim::rpc {

struct ServerOptions {
  // Both outlive the server.
  storage::Store* store = nullptr;
  const Log* log = nullptr;
  // See ParseListenAddress; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  // Whether other servers may have the same store open.
  bool shared = false;
  // TLS, edge, and access without credentials.
  Exposure exposure;
  // The path of the operator's socket; empty: there is none.
  std::string operator_socket;
  // Quotas of connections, but for the operator's.
  ConnectionLimits connections;
  // Rate limit and quotas of each principal.
  LimitOptions limits;
  // What is told of the server; its own that nobody reads unless set.
  std::shared_ptr<metrics::Metrics> metrics = std::make_shared<metrics::Metrics>();
  // Options of change streams; the clock is the system's unless set.
  watch::HubOptions watch = {};
};

// Serves every method of the contract, and health, reflection (v1 and v1alpha)
// and channelz, at an address, at the operator's socket and at an edge's. Thread-safe.
class Server {
 public:
  // Starts a server. INVALID_ARGUMENT for settings that do not go together (exposure.h,
  // tls_files.h, operator_socket.h), ALREADY_EXISTS when the port or the socket is
  // taken, INTERNAL when a method of the contract has no operation; each with a
  // sentence that says what to do.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);
  // Drains without patience, unless it is drained.
  ~Server();

  int port() const { return address_.port; }
  // The directory of callers.
  access::Directory& directory() { return directory_; }
  TokenUseKeeper& token_use_keeper() { return token_use_keeper_; }
  // `127.0.0.1:PORT`.
  std::string address() const { return address_.ToString(); }

  // Stops for good: health says NOT_SERVING, new calls are refused with SHUTTING_DOWN,
  // calls in flight are finished within `patience` and then cancelled. Returns when no
  // call is left; true when all were finished. A second drain does nothing.
  bool Drain(absl::Duration patience);

 private:
  Server(const ServerOptions& options, ListenAddress address);

  absl::Status Build();
  void WarnOfOtherMachines() const;
  absl::Status LoadTls();
  absl::Status OpenOperatorSocket();
  absl::Status OpenAddress();
  absl::Status OpenEdgeSocket();
  Door::Options DoorOptions(Way way);
  // Opens a door for the connections of the socket that are admitted.
  using Admits = std::function<bool(int descriptor)>;
  absl::Status OpenDoor(ListeningSocket socket, const Door::Options& options, Admits admits = {});
  void Accept();
  // From then on health says whether the server follows what others write.
  void WatchReadiness();
  // From then on whoever reads the metrics is told how the server is.
  void TellState();

  const ServerOptions options_;
  ListenAddress address_;
  access::Directory directory_;
  std::unique_ptr<TlsFiles> tls_files_;
  std::unique_ptr<ClientCertificates> certificates_;
  OpenStreams streams_;
  const std::vector<Method> methods_;
  CallCounters counters_;
  Serving serving_;
  const int rights_listener_;
  TokenUseKeeper token_use_keeper_;
  BackupService backup_;
  std::vector<std::unique_ptr<Door>> doors_;
  // One for each door, until the acceptor takes them.
  std::vector<Acceptor::Entrance> entrances_;
  std::unique_ptr<Acceptor> acceptor_;
  HoldCounter holds_;
  // Of a store that is shared.
  std::unique_ptr<Readiness> readiness_;
  // Asks all of the above.
  metrics::Metrics::Source state_;
};

}  // namespace taqvim::rpc
