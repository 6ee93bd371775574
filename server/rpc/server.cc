#include "server/rpc/server.h"

#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "server/rpc/methods.h"
#include "server/rpc/reflection.h"

namespace taqvim::rpc {
namespace {

// Channelz and the old reflection are served by threads that wait, one a call.
constexpr int kMaxWaitingThreads = 64;

// What the library's own services need, once in a process.
void EnableLibraryServices() {
  [[maybe_unused]] static const bool enabled = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::channelz::experimental::InitChannelzService();
    return true;
  }();
}

// Clients may ping every ten seconds, also when they are idle; the server pings
// those that it has not heard of for a minute.
void SetKeepalive(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
}

void SetBounds(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.SetMaxSendMessageSize(kMaxResponseBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsOfAConnection);
  // A second server on the same port must fail, not share it.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("taqvimd");
  builder.SetResourceQuota(quota.Resize(kMaxBufferBytes).SetMaxThreads(kMaxWaitingThreads));
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

access::Rights Everywhere(v1::Role role) {
  access::Rights rights;
  if (role != v1::ROLE_UNSPECIFIED) rights.Add(role);
  return rights;
}

}  // namespace

Server::Server(const ServerOptions& options, ListenAddress address)
    : address_(std::move(address)),
      directory_(*options.store, Everywhere(options.anonymous_role)),
      serving_{.store = *options.store,
               .log = *options.log,
               .directory = directory_,
               .authenticator = Authenticator(options.anonymous_role),
               .tokens = RevisionTokens(options.store->store_id()),
               .in_flight = {},
               .limits = Limits(options.limits)},
      methods_(ContractMethods()) {}

Server::~Server() { Drain(absl::ZeroDuration()); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  auto address = ParseLoopback(options.listen);
  if (!address.ok()) return address.status();
  std::unique_ptr<Server> server(new Server(options, *std::move(address)));
  if (absl::Status status = server->Build(); !status.ok()) return status;
  return server;
}

absl::Status Server::Build() {
  const auto declared = ContractServices();
  if (absl::Status status = CheckMethods(methods_, declared); !status.ok()) return status;
  if (absl::Status status = directory_.Load(); !status.ok()) return status;
  // gRPC itself does not say why it cannot listen.
  if (absl::Status status = CheckBindable(address_); !status.ok()) return status;
  EnableLibraryServices();
  grpc::ServerBuilder builder;
  SetKeepalive(builder);
  SetBounds(builder);
  builder.SetOption(std::make_unique<ReflectionOption>());
  for (const auto* service : declared) {
    services_.push_back(std::make_unique<ContractService>(*service, methods_, serving_));
    builder.RegisterService(services_.back().get());
  }
  const std::string wanted = address_.ToString();
  builder.AddListeningPort(wanted, grpc::InsecureServerCredentials(), &address_.port);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || address_.port == 0) {
    return absl::UnavailableError("The server cannot listen on " + wanted +
                                  "; choose another address with --listen.");
  }
  for (const auto* service : declared) {
    server_->GetHealthCheckService()->SetServingStatus(service->full_name(), true);
  }
  return absl::OkStatus();
}

bool Server::Drain(absl::Duration patience) {
  if (server_ == nullptr) return true;
  server_->GetHealthCheckService()->Shutdown();
  const bool finished = serving_.in_flight.Close(patience);
  // What is left now is open streams of health and reflection, which have no end of their own,
  // and calls that had their time: both are cancelled.
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  return finished;
}

}  // namespace taqvim::rpc
