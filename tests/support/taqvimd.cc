#include "tests/support/taqvimd.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <csignal>
#include <cstdlib>
#include <utility>

#include "absl/time/clock.h"

namespace taqvim::testing {
namespace {

// Sanitizers make everything slow, and eight servers may share two cores.
constexpr absl::Duration kPatience = absl::Seconds(60);
// A server that was killed meanwhile never answers.
constexpr absl::Duration kConnectPatience = absl::Seconds(5);

#ifdef TAQVIM_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

}  // namespace

std::string TaqvimdPath() { return TAQVIMD; }

int Rounds(int usual, int sanitized) {
  const char* wanted = std::getenv("TAQVIM_ROUNDS");
  if (wanted != nullptr) return std::atoi(wanted);
  return kSanitized ? sanitized : usual;
}

std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  // A first connection may fail for a reason of the machine's own: gRPC reads errno too late. It
  // tries again by itself, but calls that are sent once would not wait for that.
  channel->WaitForConnected(absl::ToChronoTime(absl::Now() + kConnectPatience));
  return channel;
}

std::unique_ptr<client::Client> ConnectOnce(const std::string& address) {
  client::ClientOptions options;
  options.timeout = kPatience;
  options.retry.attempts = 1;
  return std::make_unique<client::Client>(OwnChannel(address), std::move(options));
}

Taqvimd::Taqvimd(std::vector<std::string> flags) : flags_(std::move(flags)) { Start(); }

void Taqvimd::Start() {
  std::vector<std::string> command = {TaqvimdPath(), "--data",      data_file(),
                                      "--listen",    "127.0.0.1:0", "--anonymous-role=admin"};
  command.insert(command.end(), flags_.begin(), flags_.end());
  server_ = std::make_unique<ServerProcess>(command, dir_, "taqvimd");
  client_ = ConnectOnce(server_->address());
}

int Taqvimd::Stop() {
  process().Signal(SIGTERM);
  return process().Wait();
}

void Taqvimd::Kill() {
  process().Signal(SIGKILL);
  process().Wait();
}

}  // namespace taqvim::testing
