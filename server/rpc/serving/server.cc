#include "server/rpc/serving/server.h"

#include <grpcpp/grpcpp.h>

#include <functional>
#include <utility>

#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/process/descriptors.h"
#include "server/rpc/callers/tls_credentials.h"
#include "server/rpc/calls/call_parts.h"
#include "server/rpc/calls/changes.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/listening/edge_socket.h"
#include "server/rpc/listening/operator_socket.h"
#include "server/rpc/listening/unix_socket.h"
#include "server/rpc/serving/state_metrics.h"
#include "storage/environment.h"

namespace taqvim::rpc {
namespace {

using process::CheckDescriptorLimit;
using process::DescriptorLimit;
using process::kDescriptorsForFiles;
using process::kDescriptorsForOperator;
using process::NextDescriptor;

access::Rights Everywhere(v1::Role role) {
  access::Rights rights;
  if (role != v1::ROLE_UNSPECIFIED) rights.Add(role);
  return rights;
}

// By which tokens and certificates end: a clock that is known to be wrong ends none.
std::function<absl::Time()> RightTime(storage::Store& store) {
  return [&store] { return store.due_time(); };
}

// How long who reads the metrics waits for holds to be counted; a count that takes longer is told
// to the next.
constexpr absl::Duration kHoldPatience = absl::Seconds(1);

absl::Time SteadyNow() { return absl::UnixEpoch() + storage::Environment::System().steady(); }

watch::HubOptions WithClock(watch::HubOptions options) {
  if (!options.steady) options.steady = storage::Environment::System().steady;
  return options;
}

}  // namespace

Server::Server(const ServerOptions& options, ListenAddress address)
    : options_(options),
      address_(std::move(address)),
      directory_(*options.store, Everywhere(options.exposure.anonymous_role),
                 options.shared ? access::Directory::Writers::kOthersToo
                                : access::Directory::Writers::kThisServer),
      streams_(directory_, RightTime(*options.store)),
      methods_(ContractMethods()),
      counters_(*options_.metrics, methods_),
      serving_{.store = *options.store,
               .log = *options.log,
               .counters = counters_,
               .directory = directory_,
               .streams = streams_,
               .tokens = RevisionTokens(options.store->store_id()),
               .in_flight = {},
               .limits = Limits(options.limits),
               .hub = {*options.store, TokensOf(RevisionTokens(options.store->store_id())),
                       WithClock(options.watch)}},
      rights_listener_(directory_.AddListener([this] { serving_.hub.RightsMayHaveChanged(); })),
      token_use_keeper_(*options.store, directory_, streams_, *options.log),
      backup_(options.store->backup_source()),
      holds_(*options.store, SteadyNow) {}

Server::~Server() {
  Drain(absl::ZeroDuration());
  directory_.RemoveListener(rights_listener_);
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  ASSIGN_OR_RETURN(auto address, ParseListenAddress(options.listen));
  RETURN_IF_ERROR(CheckExposure(address, options.exposure));
  std::unique_ptr<Server> server(new Server(options, std::move(address)));
  RETURN_IF_ERROR(server->Build());
  return server;
}

absl::Status Server::Build() {
  // gRPC ends the process where descriptors lack.
  absl::Status status = CheckDescriptorLimit(DescriptorLimit(), NextDescriptor());
  if (status.ok()) status = CheckMethods(methods_, ContractServices());
  if (status.ok()) status = LoadTls();
  if (status.ok()) status = directory_.Load();
  if (status.ok()) status = OpenOperatorSocket();
  if (status.ok()) status = OpenEdgeSocket();
  if (status.ok()) status = OpenAddress();
  if (status.ok() && !address_.IsLoopback()) WarnOfOtherMachines();
  if (status.ok()) Accept();
  serves_ = status.ok();
  if (status.ok() && options_.shared) WatchReadiness();
  if (status.ok()) TellState();
  return status;
}

void Server::WarnOfOtherMachines() const {
  options_.log->Write(
      LogLevel::kWarning,
      "Other machines reach gRPC itself, whose HTTP/2 one of them can make stall. Unless all of "
      "them are trusted, listen on loopback, and let an edge stand before it: docs/operations.md, "
      "\"The edge\", says how.",
      {{"address", address_.ToString()}, {"grpc", grpc::Version()}});
}

absl::Status Server::LoadTls() {
  if (!options_.exposure.UsesTls() && options_.exposure.tls.client_ca.empty()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto files, TlsFiles::Open(options_.exposure.tls, *options_.log));
  tls_files_ = std::move(files);
  if (!options_.exposure.tls.client_ca.empty()) {
    certificates_ = std::make_unique<ClientCertificates>(*tls_files_);
  }
  return absl::OkStatus();
}

absl::Status Server::OpenOperatorSocket() {
  if (options_.operator_socket.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto socket,
                   ListeningSocket::AtPath(options_.operator_socket, kOperatorSocketNames));
  Door::Options options = DoorOptions(Way::kOperatorSocket);
  options.unasked = {&backup_};
  return OpenDoor(std::move(socket), options, IsPeerOperator);
}

absl::Status Server::OpenAddress() {
  ASSIGN_OR_RETURN(auto socket, ListeningSocket::OnAddress(address_));
  address_.port = socket.port();
  const bool tls = options_.exposure.UsesTls();
  Door::Options options = DoorOptions(tls ? Way::kTls : Way::kPlainText);
  const bool certificate_required = options_.exposure.require_client_certificate;
  // The handshake keeps out most who have none that counts; whom it names, it does not see.
  if (!address_.IsLoopback() || certificate_required) options.letting_in = LettingIn::kOnHeaders;
  if (tls) {
    options.callers.certificates = certificates_.get();
    options.callers.require_certificate = certificate_required;
    options.credentials = MakeTlsCredentials(*tls_files_, certificate_required);
  }
  return OpenDoor(std::move(socket), options);
}

absl::Status Server::OpenEdgeSocket() {
  const Exposure& exposure = options_.exposure;
  if (exposure.edge_socket.empty()) return absl::OkStatus();
  const auto user = FindEdgeUser(exposure.edge_user);
  if (!user.ok()) return user.status();
  ASSIGN_OR_RETURN(auto socket, ListeningSocket::AtPath(exposure.edge_socket, kEdgeSocketNames));
  RETURN_IF_ERROR(OpenToEdge(exposure.edge_socket, *user));
  Door::Options options = DoorOptions(Way::kEdge);
  options.letting_in = LettingIn::kOnHeaders;
  options.callers.certificates = certificates_.get();
  options.callers.require_certificate = exposure.require_client_certificate;
  return OpenDoor(std::move(socket), options,
                  [user = *user](int descriptor) { return IsFrom(user, descriptor); });
}

Door::Options Server::DoorOptions(Way way) {
  return {.credentials = grpc::InsecureServerCredentials(),
          .callers = {.way = way, .directory = &directory_, .now = RightTime(*options_.store)},
          .methods = &methods_,
          .serving = &serving_};
}

absl::Status Server::OpenDoor(ListeningSocket socket, const Door::Options& options, Admits admits) {
  ASSIGN_OR_RETURN(auto opened, Door::Open(options));
  Door* door = doors_.emplace_back(std::move(opened)).get();
  const bool of_operator = options.callers.way == Way::kOperatorSocket;
  const int kept = kDescriptorsForFiles + (of_operator ? 0 : kDescriptorsForOperator);
  entrances_.push_back(
      {.socket = std::move(socket),
       .door = DoorName(options.callers.way),
       .descriptors_before = DescriptorLimit() - kept,
       .limited = !of_operator,
       .admits = std::move(admits),
       .hand_on = [door](int listener, int descriptor) { door->HandOn(listener, descriptor); }});
  return absl::OkStatus();
}

void Server::Accept() {
  acceptor_ = std::make_unique<Acceptor>(
      std::move(entrances_), Acceptor::Options{.limits = options_.connections,
                                               .log = options_.log,
                                               .counts = CountConnections(*options_.metrics)});
}

void Server::WatchReadiness() {
  readiness_ = std::make_unique<Readiness>(directory_, [this](const absl::Status& status) {
    serves_ = status.ok();
    for (const auto& door : doors_) door->SetServing(status.ok());
    if (status.ok()) {
      options_.log->Write(LogLevel::kInfo, "The server is ready again: it follows its database.");
    } else {
      options_.log->Write(LogLevel::kWarning,
                          "The server is not ready: it cannot follow its database, and answers "
                          "nothing that needs it. See to the database.",
                          {{"cause", status.message()}});
    }
  });
}

void Server::TellState() {
  state_ = options_.metrics->Add([this](metrics::Sheet& sheet) {
    TellStore(options_.store->statistics(), sheet);
    TellHub(serving_.hub.statistics(), sheet);
    sheet.Gauge("taqvim_connections", "Open connections, without those at the operator's socket.",
                static_cast<double>(acceptor_->CountOpen()));
    TellReadiness(readiness_.get(), sheet);
    if (tls_files_ != nullptr) TellCertificates(*tls_files_->Current(), sheet);
    if (const auto holds = holds_.Count(kHoldPatience)) {
      sheet.Gauge("taqvim_holds", "Tentative events, as counted a minute ago at most.",
                  static_cast<double>(*holds));
    }
  });
}

bool Server::Drain(absl::Duration patience) {
  if (doors_.empty()) return true;
  if (readiness_ != nullptr) readiness_->Stop();
  serves_ = false;
  for (const auto& door : doors_) door->Shut();
  serving_.hub.Close(schedule::ShuttingDown(kRetryAfterStop));
  const bool finished = serving_.in_flight.Close(patience);
  state_.Leave();
  acceptor_.reset();
  // What is left now is open streams of health and reflection, which have no end of their own,
  // and calls that had their time: both are cancelled.
  for (const auto& door : doors_) door->Close();
  doors_.clear();
  return finished;
}

}  // namespace taqvim::rpc
