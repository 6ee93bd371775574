#include "tests/bench/servers.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace taqvim::bench {

using testing::BuildPath;

void MakeDataFile(const testing::TempDir& dir) {
  const std::string path = dir.Path("schedule.db");
  if (std::filesystem::exists(path)) return;
  const std::string log = dir.Path("init.log");
  testing::Process init({BuildPath("../../bin/taqvimd"), "init", "--data", path}, log);
  if (init.Wait() == 0) return;
  std::fprintf(stderr, "The data file could not be made.\n%s", testing::ReadFile(log).c_str());
  std::exit(1);
}

std::vector<std::string> TaqvimdCommand(const testing::TempDir& dir,
                                        const std::vector<std::string>& flags) {
  MakeDataFile(dir);
  std::vector<std::string> command = {
      BuildPath("../../bin/taqvimd"), "--data", dir.Path("schedule.db"), "--listen", "127.0.0.1:0",
      "--anonymous-role=admin"};
  command.insert(command.end(), flags.begin(), flags.end());
  return command;
}

Servers::Servers(const std::vector<std::string>& flags)
    : bare({BuildPath("taqvim_echo_server")}, dir, "echo"),
      taqvim(TaqvimdCommand(dir, flags), dir, "taqvimd") {}

std::shared_ptr<grpc::Channel> Connect(const testing::ServerProcess& server) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server.address(), grpc::InsecureChannelCredentials(), arguments);
}

std::vector<std::shared_ptr<grpc::Channel>> Connect(const testing::ServerProcess& server,
                                                    int count) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) channels.push_back(Connect(server));
  return channels;
}

void Require(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "A call of the bench failed: %s\n", status.error_message().c_str());
  std::exit(1);
}

}  // namespace taqvim::bench
