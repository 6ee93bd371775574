// What deploy/edge/check.sh finds out about an edge: that all is in order, or what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/edge/edge.h"

namespace taqvim::edge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCheck[] = EDGE_FOLDER "/check.sh";
constexpr char kInOrder[] = "exit code 0";
constexpr char kFailed[] = "exit code 1";

class EdgeCheck : public ::testing::Test {
 protected:
  EdgeCheck() {
    testing::ReplaceFile(File("ca.pem"), edge_.authority().certificate());
    testing::ReplaceFile(File("token"), edge_.token());
    // Whatever the umask.
    for (const char* file : {"nginx.conf", "clients.pem", "server.pem"}) {
      chmod(File(file).c_str(), 0644);
    }
    chmod(File("server.key").c_str(), 0600);
  }

  std::string File(const std::string& name) const { return edge_.dir().Path(name); }
  // What it says, and its exit code.
  std::string Run(const std::vector<std::string>& more) const {
    std::vector<std::string> command = {kCheck,         "--edge-socket", edge_.socket(),
                                        "--address",    edge_.address(), "--ca",
                                        File("ca.pem"), "--taqvim",      TAQVIM};
    command.insert(command.end(), more.begin(), more.end());
    const std::string said = File("check.log");
    std::ofstream(said).flush();
    const int code = testing::Process(command, said).Wait();
    return absl::StrCat(testing::ReadFile(said), "exit code ", code);
  }
  std::string Check(const std::string& configuration) const {
    return Run({"--user", edge_.User(), "--config", configuration});
  }
  std::string Check() const { return Check(edge_.configuration()); }

  testing::Edge edge_;
};

TEST_F(EdgeCheck, FindsTheEdgeInOrderThatWasConfigured) {
  EXPECT_THAT(Check(), AllOf(HasSubstr(kInOrder), Not(HasSubstr("FAILED"))));
  EXPECT_THAT(Run({"--user", edge_.User(), "--config", edge_.configuration(), "--token-file",
                   File("token")}),
              AllOf(HasSubstr("the server answers"), HasSubstr(kInOrder)));
}

TEST_F(EdgeCheck, FindsOutThatADirectiveIsMissing) {
  const std::string whole = testing::ReadFile(edge_.configuration());
  for (const char* directive :
       {"grpc_set_header x-client-cert-bin \"\";", "limit_req zone=all", "max_headers 40;",
        "grpc_set_header x-client-address $remote_addr;", "if ($compressed) { return 415; }"}) {
    const std::string lacking = File("lacking.conf");
    const std::string rest = absl::StrReplaceAll(whole, {{directive, "#"}});
    testing::ReplaceFile(lacking, absl::StrReplaceAll(rest, {{"3700s", "60s"}}));
    EXPECT_THAT(Check(lacking), AllOf(HasSubstr("no directive is like"),
                                      HasSubstr("grpc_read_timeout 60s"), HasSubstr(kFailed)))
        << directive;
  }
}

TEST_F(EdgeCheck, FindsOutWhoCanReadTheKey) {
  const std::string key = File("server.key");
  for (const mode_t mode : {0644, 0604}) {
    ASSERT_EQ(chmod(key.c_str(), mode), 0);
    EXPECT_THAT(Check(), AllOf(HasSubstr("FAILED   everybody can read the key " + key),
                               HasSubstr("chmod o= " + key), HasSubstr(kFailed)));
  }
  ASSERT_EQ(chmod(key.c_str(), 0640), 0);
  EXPECT_THAT(Check(), HasSubstr(kInOrder)) << "it may be that of a group, such as ssl-cert";
}

TEST_F(EdgeCheck, FindsOutWhoCanChangeItsFiles) {
  for (const std::string& file : {edge_.configuration(), File("clients.pem"), File("server.pem")}) {
    for (const mode_t mode : {0664, 0646}) {
      ASSERT_EQ(chmod(file.c_str(), mode), 0);
      EXPECT_THAT(Check(), AllOf(HasSubstr("FAILED   others than its owner can change " + file),
                                 HasSubstr("chmod go-w " + file), HasSubstr(kFailed)));
    }
    ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  }
  EXPECT_THAT(Check(), HasSubstr(kInOrder));
}

TEST_F(EdgeCheck, FindsOutWhoCanUseTheSocket) {
  ASSERT_EQ(chmod(edge_.socket().c_str(), 0666), 0);
  EXPECT_THAT(Check(),
              AllOf(HasSubstr("FAILED   " + edge_.socket() + " has mode 666"), HasSubstr(kFailed)));
  std::filesystem::remove(edge_.socket());
  EXPECT_THAT(Check(),
              AllOf(HasSubstr("FAILED   " + edge_.socket() + " is no socket"), HasSubstr(kFailed)));
}

// The superuser reaches everything, and can ask as another.
TEST_F(EdgeCheck, FindsOutThatTheEdgeDoesNotReachTheSocket) {
  const bool superuser = geteuid() == 0;
  ASSERT_EQ(chmod(edge_.socket().c_str(), superuser ? 0660 : 0440), 0);
  const std::string user = superuser ? "nobody" : edge_.User();
  EXPECT_THAT(Run({"--user", user, "--config", edge_.configuration()}),
              AllOf(HasSubstr("FAILED   " + user + " does not reach " + edge_.socket()),
                    HasSubstr(kFailed)));
}

TEST_F(EdgeCheck, FindsOutThatTheEdgeRunsAsSomebodyElse) {
  const std::string other = File("other.conf");
  testing::ReplaceFile(
      other, absl::StrReplaceAll(testing::ReadFile(edge_.configuration()),
                                 {{absl::StrCat("user ", edge_.User(), ";"), "user daemon;"}}));
  EXPECT_THAT(Check(other), AllOf(HasSubstr("FAILED   nginx's workers run as daemon, and taqvimd "
                                            "lets in " +
                                            edge_.User()),
                                  HasSubstr(kFailed)));
}

}  // namespace
}  // namespace taqvim::edge
