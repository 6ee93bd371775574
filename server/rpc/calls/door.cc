#include "server/rpc/calls/door.h"

#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <chrono>
#include <climits>

#include "absl/strings/match.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/calls/reflection.h"

namespace taqvim::rpc {
namespace {

// Channelz is served by threads that wait, one a call.
constexpr int kMaxWaitingThreads = 64;
// How long a connection may take until it speaks HTTP/2, and TLS before that.
constexpr int kHandshakeTimeoutMs = 30'000;

// What the library's own services need, once in a process.
void EnableLibraryServices() {
  [[maybe_unused]] static const bool enabled = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::channelz::experimental::InitChannelzService();
    return true;
  }();
}

// The library gives channelz to every server of the process: what connections there
// are, and to whom. It asks nobody who they are.
class WithoutChannelz final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [](const auto& plugin) {
                                    return absl::StrContains(plugin->name(), "channelz");
                                  }),
                   plugins->end());
  }
};

// Clients may ping every ten seconds, also when they are idle; the server pings
// those that it has not heard of for a minute. An edge on the same machine is not
// pinged: the kernel says when it is gone, and it looks after its clients itself.
void SetKeepalive(grpc::ServerBuilder& builder, Way way) {
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, way == Way::kEdge ? INT_MAX : 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
}

// A few bytes may be a great many when they are inflated, and gRPC does so before
// anybody is known. So it announces that it takes nothing compressed, refuses what comes
// so all the same, and has nothing left that inflates.
void TakeNothingCompressed(grpc::ServerBuilder& builder) {
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
}

void SetBounds(grpc::ServerBuilder& builder, Way way) {
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  const bool of_operator = way == Way::kOperatorSocket;
  builder.SetMaxSendMessageSize(of_operator ? kMaxOperatorResponseBytes : kMaxResponseBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsOfAConnection);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  grpc::ResourceQuota quota("taqvimd");
  quota.Resize(of_operator ? kMaxOperatorBufferBytes : kMaxBufferBytes);
  builder.SetResourceQuota(quota.SetMaxThreads(kMaxWaitingThreads));
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Door>> Door::Open(const Options& options) {
  EnableLibraryServices();
  std::unique_ptr<Door> door(new Door(options));
  grpc::ServerBuilder builder;
  SetKeepalive(builder, options.callers.way);
  SetBounds(builder, options.callers.way);
  TakeNothingCompressed(builder);
  builder.SetOption(std::make_unique<ReflectionOption>(
      door->authenticator_, options.serving->streams, options.serving->log));
  if (options.callers.way != Way::kOperatorSocket) {
    builder.SetOption(std::make_unique<WithoutChannelz>());
  }
  for (const auto* service : ContractServices()) {
    door->services_.push_back(std::make_unique<ContractService>(
        *service, *options.methods, *options.serving, door->authenticator_, options.letting_in));
    builder.RegisterService(door->services_.back().get());
  }
  for (grpc::Service* service : options.unasked) builder.RegisterService(service);
  door->connections_ = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, options.credentials);
  door->server_ = builder.BuildAndStart();
  if (door->server_ == nullptr) return absl::UnavailableError("gRPC cannot start.");
  for (const auto* service : ContractServices()) {
    door->server_->GetHealthCheckService()->SetServingStatus(service->full_name(), true);
  }
  return door;
}

void Door::SetServing(bool serving) {
  grpc::HealthCheckServiceInterface& health = *server_->GetHealthCheckService();
  // The server as a whole, which has no name, and each service.
  health.SetServingStatus(serving);
  for (const auto* service : ContractServices()) {
    health.SetServingStatus(service->full_name(), serving);
  }
}

void Door::HandOn(int listener, int descriptor) {
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.listener_fd = listener;
  connection.fd = descriptor;
  connections_->HandleNewConnection(&connection);
}

void Door::Shut() { server_->GetHealthCheckService()->Shutdown(); }

void Door::Close() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
}

}  // namespace taqvim::rpc
