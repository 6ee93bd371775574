// The program as its operator meets it: started, asked, stopped.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "taqvim/v1/directory_service.grpc.pb.h"
#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A running taqvimd; killed in the end, should it still run.
class Process {
 public:
  Process(const std::filesystem::path& directory, std::vector<std::string> arguments)
      : errors_(directory / "errors") {
    arguments.insert(arguments.begin(), TAQVIMD);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    int pipe_ends[2];
    EXPECT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors_.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    EXPECT_EQ(posix_spawn(&id_, TAQVIMD, &actions, nullptr, pointers.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    output_ = fdopen(pipe_ends[0], "r");
  }
  ~Process() {
    if (running_) Signal(SIGKILL), Wait();
    fclose(output_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The next line of its output, without the newline; empty at its end.
  std::string Line() {
    char line[256] = "";
    if (fgets(line, sizeof(line), output_) == nullptr) return "";
    return std::string(line, strcspn(line, "\n"));
  }
  void Signal(int number) { kill(id_, number); }
  // Its exit code, or less the signal that ended it.
  int Wait() {
    int status = 0;
    waitpid(id_, &status, 0);
    running_ = false;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string Errors() const { return ReadAll(errors_); }

 private:
  std::filesystem::path errors_;
  pid_t id_ = 0;
  bool running_ = true;
  FILE* output_ = nullptr;
};

class Taqvimd : public ::testing::Test {
 protected:
  Taqvimd() {
    std::filesystem::create_directories(directory_ / "second");
    MakeDataFile(data());
  }
  void MakeDataFile(const std::string& path) {
    Process init(directory_, {"init", "--data", path});
    EXPECT_EQ(init.Wait(), 0) << init.Errors();
  }
  std::string data() const { return directory_ / "data"; }
  // One that listens on a free port; its address is in address_.
  std::unique_ptr<Process> Start(std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"--data", data(), "--listen", "127.0.0.1:0", "--anonymous-role", "admin"});
    auto process = std::make_unique<Process>(directory_, more);
    const std::string line = process->Line();
    EXPECT_THAT(line, StartsWith("listening on 127.0.0.1:")) << process->Errors();
    address_ = line.substr(line.rfind(' ') + 1);
    return process;
  }
  // What a start that must fail says.
  std::string Refusal(const std::vector<std::string>& arguments) {
    Process process(directory_ / "second", arguments);
    EXPECT_EQ(process.Wait(), 2);
    return process.Errors();
  }

  const testing::TempDir dir_;
  const std::filesystem::path directory_ = dir_.Path("");
  std::string address_;
};

TEST_F(Taqvimd, ServesAndStopsWhenItIsTold) {
  for (const int signal : {SIGTERM, SIGINT}) {
    auto process = Start({"--port-file", directory_ / "port"});
    EXPECT_EQ("127.0.0.1:" + ReadAll(directory_ / "port"), address_ + "\n");
    grpc::ClientContext context;
    v1::ListOrganizationsResponse response;
    auto stub = v1::DirectoryService::NewStub(
        grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
    EXPECT_TRUE(stub->ListOrganizations(&context, {}, &response).ok());
    process->Signal(signal);
    EXPECT_EQ(process->Wait(), 0);
    EXPECT_THAT(process->Errors(), HasSubstr("info: The server has started. version="));
    EXPECT_THAT(process->Errors(), HasSubstr("info: The server has stopped."));
  }
}

TEST_F(Taqvimd, OnAPortThatIsTakenSaysWhatToDo) {
  auto first = Start();
  MakeDataFile(directory_ / "other");
  EXPECT_THAT(Refusal({"--data", directory_ / "other", "--listen", address_}),
              HasSubstr("Another program already listens on " + address_ + "; stop it, or choose"));
}

TEST_F(Taqvimd, OnTheDataFileOfARunningServerSaysSo) {
  auto first = Start();
  EXPECT_THAT(Refusal({"--data", data(), "--listen", "127.0.0.1:0"}), HasSubstr(data()));
}

TEST_F(Taqvimd, OnAFileThatIsNoDatabaseLeavesItAlone) {
  std::ofstream(data()) << "Dear diary, today we booked a hall.";
  EXPECT_THAT(Refusal({"--data", data(), "--listen", "127.0.0.1:0"}), HasSubstr(data()));
  EXPECT_EQ(ReadAll(data()), "Dear diary, today we booked a hall.");
}

TEST_F(Taqvimd, OnAFileInADirectoryThatIsMissingSaysSo) {
  EXPECT_THAT(Refusal({"--data", directory_ / "no" / "data", "--listen", "127.0.0.1:0"}),
              HasSubstr("There is no data file"));
}

TEST_F(Taqvimd, ListensOnLoopbackAloneWithoutTls) {
  EXPECT_THAT(Refusal({"--data", data(), "--listen", "0.0.0.0:0"}), HasSubstr("loopback only"));
}

TEST_F(Taqvimd, WithAnUnwritablePortFileDoesNotStart) {
  EXPECT_THAT(Refusal({"--data", data(), "--listen", "127.0.0.1:0", "--port-file",
                       directory_ / "no" / "port"}),
              HasSubstr("--port-file"));
}

}  // namespace
}  // namespace taqvim::rpc
