#include "client/web/http/server.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "client/web/http/addresses.h"
#include "client/web/http/callers.h"
#include "client/web/http/connection.h"
#include "client/web/http/listening_socket.h"
#include "client/web/http/loop.h"
#include "client/web/http/service.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// Descriptors that connections leave to files and to the client of taqvimd: without one that
// could not connect again, and a flood of callers would outlast itself.
constexpr int kKeptDescriptors = 128;

// The limits with no more connections than there are descriptors for.
HttpLimits WithinDescriptors(HttpLimits limits) {
  rlimit descriptors = {};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return limits;
  const rlim_t kept = std::min<rlim_t>(kKeptDescriptors, descriptors.rlim_cur / 2);
  const rlim_t most = std::min<rlim_t>(descriptors.rlim_cur - kept, limits.connections);
  limits.connections = static_cast<int>(most);
  return limits;
}

// Has the function run on the loop, and waits for it.
void RunOn(Loop& loop, absl::AnyInvocable<void()> function) {
  absl::Notification done;
  const auto refused = loop.Post([&] {
    function();
    done.Notify();
  });
  if (refused == nullptr) done.WaitForNotification();
}

}  // namespace

struct HttpServer::Parts {
  // The connections of a loop, of whose thread alone they are.
  struct Seat {
    explicit Seat(Loop& loop_of_it) : loop(loop_of_it) {}
    Loop& loop;
    absl::flat_hash_map<Connection*, std::shared_ptr<Connection>> connections;
  };

  Parts(Options given, Handler handler)
      : options(std::move(given)),
        service(std::make_shared<Service>(WithinDescriptors(options.limits),
                                          options.clock ? options.clock : SteadyNow, options.log)) {
    service->handler = std::move(handler);
    service->path_for_log = options.path_for_log;
    service->counts = options.counts;
    for (int i = 0; i < std::max(options.threads, 1); ++i) {
      service->loops.push_back(std::make_unique<Loop>());
      seats.push_back(std::make_unique<Seat>(*service->loops.back()));
    }
  }

  // Acceptors are of the first loop.
  Loop& first_loop() { return *service->loops.front(); }

  void Warn(absl::string_view sentence) const { service->warnings.Say(sentence); }
  void Listen(std::vector<ListeningSocket> sockets);
  void Take(int descriptor, Connection::Peer peer);
  bool Admit(const Connection::Peer& peer);
  void Seated(Seat& seat, int descriptor, const Connection::Peer& peer);
  void Leave(Seat& seat, Connection* connection, const Connection::Peer& peer);
  void ForEach(void (Connection::*method)());

  const Options options;
  const std::shared_ptr<Service> service;
  std::vector<std::unique_ptr<Seat>> seats;
  std::vector<std::string> addresses;
  // Of the first loop's thread.
  std::vector<std::unique_ptr<Acceptor>> acceptors;
  size_t next_seat = 0;
  bool stopped = false;
};

void HttpServer::Parts::Listen(std::vector<ListeningSocket> sockets) {
  for (const ListeningSocket& socket : sockets) addresses.push_back(socket.address());
  RunOn(first_loop(), [&] {
    for (ListeningSocket& socket : sockets) {
      const bool is_edge = options.edge && socket.is_unix();
      acceptors.push_back(std::make_unique<Acceptor>(
          first_loop(), std::move(socket),
          Acceptor::Options{.accept = options.accept,
                            .take =
                                [this, is_edge](int descriptor, std::string address) {
                                  Take(descriptor, {std::move(address), is_edge});
                                },
                            .warn = [this](absl::string_view sentence) { Warn(sentence); }}));
      acceptors.back()->Start();
    }
  });
}

bool HttpServer::Parts::Admit(const Connection::Peer& peer) {
  if (!service->callers.AdmitConnection()) {
    Warn("A connection was closed, as there are as many as there may be.");
    return false;
  }
  if (peer.address.empty() || service->callers.AdmitAtOnce(NetworkOf(peer.address))) return true;
  service->callers.LeaveConnection();
  Warn(absl::StrCat("A connection of ", peer.address,
                    " was closed, as there are as many of its address as there may be."));
  return false;
}

void HttpServer::Parts::Take(int descriptor, Connection::Peer peer) {
  if (!Admit(peer)) {
    close(descriptor);
    return;
  }
  Seat& seat = *seats[next_seat++ % seats.size()];
  seat.loop.Post(
      [this, &seat, descriptor, peer = std::move(peer)] { Seated(seat, descriptor, peer); });
}

void HttpServer::Parts::Seated(Seat& seat, int descriptor, const Connection::Peer& peer) {
  auto connection = std::make_shared<Connection>(
      service, seat.loop, descriptor, peer,
      [this, &seat, peer](Connection* closed) { Leave(seat, closed, peer); });
  seat.connections.emplace(connection.get(), connection);
  connection->Start();
}

void HttpServer::Parts::Leave(Seat& seat, Connection* connection, const Connection::Peer& peer) {
  seat.connections.erase(connection);
  if (!peer.address.empty()) service->callers.LeaveAtOnce(NetworkOf(peer.address));
  first_loop().Post([this] {
    for (const auto& acceptor : acceptors) acceptor->GoOn();
  });
  // The last that is done of it, since then the server may end.
  service->callers.LeaveConnection();
}

void HttpServer::Parts::ForEach(void (Connection::*method)()) {
  for (const auto& seat : seats) {
    RunOn(seat->loop, [&] {
      // Those that close leave the table.
      std::vector<std::shared_ptr<Connection>> connections;
      for (const auto& [_, connection] : seat->connections) connections.push_back(connection);
      for (const auto& connection : connections) (*connection.*method)();
    });
  }
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(Options options, Handler handler) {
  if (options.addresses.empty()) {
    return absl::InvalidArgumentError("The web server has no address to listen on.");
  }
  std::vector<ListeningSocket> sockets;
  for (const std::string& address : options.addresses) {
    ASSIGN_OR_RETURN(ListeningSocket socket, ListeningSocket::On(address, options.send_buffer));
    sockets.push_back(std::move(socket));
  }
  auto parts = std::make_unique<Parts>(std::move(options), std::move(handler));
  parts->Listen(std::move(sockets));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(parts)));
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpServer::~HttpServer() { Stop(absl::InfinitePast()); }

const std::vector<std::string>& HttpServer::addresses() const { return parts_->addresses; }

int HttpServer::connections() const { return parts_->service->callers.connections(); }

void HttpServer::Stop(absl::Time deadline) {
  if (std::exchange(parts_->stopped, true)) return;
  // What was accepted has been given to its loop when this has run.
  RunOn(parts_->first_loop(), [this] { parts_->acceptors.clear(); });
  parts_->ForEach(&Connection::Finish);
  if (!parts_->service->callers.AwaitNoConnections(deadline)) parts_->ForEach(&Connection::Abort);
  for (const auto& loop : parts_->service->loops) loop->End();
  parts_->service->handler = nullptr;
}

}  // namespace taqvim::web
