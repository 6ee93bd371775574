#include "client/cli/output/connection_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

GlobalOptions At(const std::string& server, const std::string& context = "") {
  GlobalOptions options;
  options.server = server;
  options.context = context;
  options.timeout = absl::Seconds(2);
  return options;
}

absl::Status Failed(const std::string& why) {
  return absl::UnavailableError("failed to connect to all addresses; last error: UNKNOWN: " + why);
}

TEST(ConnectionProblem, IsNoRefusalOfTheServer) {
  EXPECT_TRUE(IsConnectionProblem(absl::UnavailableError("x")));
  EXPECT_TRUE(IsConnectionProblem(absl::DeadlineExceededError("x")));
  EXPECT_FALSE(IsConnectionProblem(absl::NotFoundError("x")));
  absl::Status stopping = absl::UnavailableError("The server is stopping.");
  google::rpc::ErrorInfo info;
  info.set_reason("SHUTTING_DOWN");
  stopping.SetPayload("type.googleapis.com/google.rpc.ErrorInfo",
                      absl::Cord(info.SerializeAsString()));
  EXPECT_FALSE(IsConnectionProblem(stopping));
}

TEST(ConnectionProblem, OfAServerThatDoesNotRunSaysHowToStartIt) {
  const auto status =
      Failed("ipv4:127.0.0.1:1: Failed to connect to remote host: Connection refused");
  EXPECT_EQ(ConnectionSentence(status, At("127.0.0.1:1")),
            "No Taqvim server answers at 127.0.0.1:1: the connection was refused, so no server "
            "listens there. It was tried for 2s (--timeout).");
  EXPECT_THAT(ConnectionAdvice(status, At("127.0.0.1:1")),
              AllOf(HasSubstr("Is taqvimd running?"), HasSubstr("--server HOST:PORT")));
  EXPECT_THAT(ConnectionAdvice(status, At("127.0.0.1:1", "work")),
              AllOf(HasSubstr("context \"work\""), Not(HasSubstr("$TAQVIM_SERVER"))));
}

TEST(ConnectionProblem, OfTlsSaysWhichSideIsToBeChanged) {
  const auto plain = Failed("Ssl handshake failed: SSL_ERROR_SSL: wrong version number");
  EXPECT_THAT(ConnectionSentence(plain, At("h:1", "work")), HasSubstr("it does not speak TLS"));
  EXPECT_THAT(ConnectionAdvice(plain, At("h:1", "work")), HasSubstr("context update work"));
  const auto closed = Failed("ipv4:127.0.0.1:1: Socket closed");
  EXPECT_THAT(ConnectionAdvice(closed, At("h:1")),
              AllOf(HasSubstr("TLS"), HasSubstr("--server alone never speaks TLS")));
  // There is no TLS over a socket.
  EXPECT_THAT(ConnectionAdvice(closed, At("unix:/s")), Not(HasSubstr("TLS")));
  const auto stranger = Failed("Ssl handshake failed: certificate verify failed");
  EXPECT_THAT(ConnectionAdvice(stranger, At("h:1", "work")),
              HasSubstr("Ask whoever runs it for the file with its authority"));
}

TEST(ConnectionProblem, OfAnAddressOrASocketAsksForAnother) {
  const auto name = absl::UnavailableError("DNS resolution failed for h:1: C-ares status ...");
  EXPECT_THAT(ConnectionSentence(name, At("h:1")), HasSubstr("no host of that name is known"));
  EXPECT_THAT(ConnectionAdvice(name, At("h:1")), HasSubstr("Is the address right?"));
  const auto socket = Failed("unix:/s: No such file or directory");
  EXPECT_THAT(ConnectionAdvice(socket, At("unix:/s")), HasSubstr("beside the data file"));
}

TEST(ConnectionProblem, OfTimeAsksForMore) {
  const auto late = absl::DeadlineExceededError("Deadline Exceeded");
  EXPECT_EQ(ConnectionSentence(late, At("h:1")),
            "The server at h:1 did not answer in time. It was tried for 2s (--timeout).");
  EXPECT_THAT(ConnectionAdvice(late, At("h:1")), HasSubstr("--timeout 2m"));
}

TEST(ConnectionProblem, KeepsWhatElseIsSaid) {
  const auto status = absl::UnavailableError(
      "p.yaml:2: events/a: failed to connect to all addresses; last error: Connection refused. "
      "Not written: events/b.");
  EXPECT_EQ(ConnectionSentence(status, At("h:1")),
            "p.yaml:2: events/a: no Taqvim server answers at h:1: the connection was refused, so "
            "no server listens there. It was tried for 2s (--timeout). Not written: events/b.");
  EXPECT_EQ(ConnectionSentence(absl::UnavailableError("It went silent."), At("h:1")),
            "It went silent.");
  EXPECT_THAT(ConnectionSentence(Failed("something new"), At("h:1")), HasSubstr("something new"));
}

}  // namespace
}  // namespace taqvim::cli
