#include "tests/support/taqvimd.h"

#include <grpcpp/support/channel_arguments.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
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

std::vector<std::string> With(std::vector<std::string> flags, const std::string& flag) {
  flags.push_back(flag);
  return flags;
}

}  // namespace

std::string TaqvimdPath() { return TAQVIMD; }

void MakeDataFile(const std::string& path) {
  const TempDir dir;
  Process init({TaqvimdPath(), "init", "--data", path}, dir.Path("init.log"));
  EXPECT_EQ(init.Wait(), 0) << ReadFile(dir.Path("init.log"));
}

int Rounds(int usual, int sanitized) {
  const char* wanted = std::getenv("TAQVIM_ROUNDS");
  if (wanted != nullptr) return std::atoi(wanted);
  return kSanitized ? sanitized : usual;
}

std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address,
                                          const client::Credentials& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto channel = client::MakeChannel(address, credentials, arguments).value();
  // A first connection may fail for a reason of the machine's own: gRPC reads errno too late. It
  // tries again by itself, but calls that are sent once would not wait for that.
  channel->WaitForConnected(absl::ToChronoTime(absl::Now() + kConnectPatience));
  return channel;
}

std::unique_ptr<client::Client> ConnectOnce(const std::string& address,
                                            const client::Credentials& credentials) {
  client::ClientOptions options;
  options.timeout = kPatience;
  options.retry.attempts = 1;
  return std::make_unique<client::Client>(OwnChannel(address, credentials), std::move(options));
}

Taqvimd::Taqvimd(std::vector<std::string> flags)
    : Taqvimd(With(std::move(flags), "--anonymous-role=admin"), false) {}

Taqvimd::Taqvimd(std::vector<std::string> flags, bool guarded)
    : flags_(std::move(flags)), guarded_(guarded) {
  MakeDataFile(data_file());
  Start();
}

std::unique_ptr<Taqvimd> Taqvimd::Guarded(std::vector<std::string> flags,
                                          const std::string& anonymous_role) {
  return std::unique_ptr<Taqvimd>(
      new Taqvimd(With(std::move(flags), "--anonymous-role=" + anonymous_role), true));
}

void Taqvimd::Start() {
  std::vector<std::string> command = {TaqvimdPath(), "--data", data_file()};
  command.insert(command.end(), flags_.begin(), flags_.end());
  if (std::find(flags_.begin(), flags_.end(), "--listen") == flags_.end()) {
    command.insert(command.end(), {"--listen", "127.0.0.1:0"});
  }
  server_ = std::make_unique<ServerProcess>(command, dir_, "taqvimd");
  client_ = ConnectOnce(guarded_ ? operator_address() : server_->address());
}

void Taqvimd::AwaitLog(const std::string& text, const std::string& cause) const {
  const absl::Time deadline = absl::Now() + kPatience;
  while (absl::Now() < deadline) {
    for (absl::string_view line : absl::StrSplit(log(), '\n')) {
      if (absl::StrContains(line, text) && absl::StrContains(line, cause)) return;
    }
    absl::SleepFor(absl::Milliseconds(5));
  }
  ADD_FAILURE() << "no line of the log has " << text << " and " << cause << "\n" << log();
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
