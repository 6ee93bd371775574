// The log when callers do their worst: it stays short, tells nobody's titles, and
// whoever does not read it stops nothing.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::CreateOrganizationRequest Organization(int number) {
  v1::CreateOrganizationRequest request;
  request.set_organization_id(absl::StrCat("library-", number));
  (*request.mutable_organization()->mutable_title())["en"] = "Library";
  request.mutable_organization()->set_country("AZ");
  return request;
}

absl::Status Create(client::Client& client, int number) {
  return client.Call<v1::CreateOrganizationResponse>(Organization(number)).status();
}

int LinesWith(const std::string& log, const std::string& text) {
  int count = 0;
  for (absl::string_view line : absl::StrSplit(log, '\n')) {
    if (absl::StrContains(line, text)) ++count;
  }
  return count;
}

TEST(Log, CountsWhatOneCallerIsRefusedAtAnyRate) {
  auto server = testing::Taqvimd::Guarded({}, "viewer");
  const auto viewer = testing::ConnectOnce(server->address());
  constexpr int kCalls = 500;
  for (int i = 0; i < kCalls; ++i) {
    EXPECT_EQ(Create(*viewer, i).code(), absl::StatusCode::kPermissionDenied);
  }
  ASSERT_EQ(server->Stop(), 0);
  EXPECT_LE(LinesWith(server->log(), "Refused a call."), 40) << "two minutes' worth";
  EXPECT_GE(LinesWith(server->log(), "Refused a call."), 20);
  EXPECT_THAT(server->log(), HasSubstr("was left out of the log."));
}

TEST(Log, HoldsNoTitleOfWhatIsRefused) {
  testing::Taqvimd server;
  testing::EnterLibrary(server.client());
  const auto concert =
      testing::Concert("Unveiling", testing::Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00");
  ASSERT_TRUE(testing::Book(server.client(), "first", concert).ok());
  EXPECT_FALSE(testing::Book(server.client(), "second", concert).ok());
  auto nameless = concert;
  nameless.set_owner("Unveiling of the new wing");
  EXPECT_FALSE(testing::Book(server.client(), "third", nameless).ok());
  ASSERT_EQ(server.Stop(), 0);
  EXPECT_THAT(server.log(), HasSubstr("Refused a call."));
  EXPECT_THAT(server.log(), Not(HasSubstr("Unveiling")));
}

TEST(Log, ThatNobodyReadsStopsNothingTheStopNeither) {
  const testing::TempDir dir;
  const std::string data = dir.Path("schedule.db"), pipe = dir.Path("errors");
  testing::MakeDataFile(data);
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  // Holds the other end, and reads nothing.
  const int held = open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(held, 0);
  testing::ServerProcess server(
      {"/bin/sh", "-c", absl::StrCat("exec \"$0\" \"$@\" 2>", pipe), testing::TaqvimdPath(),
       "--data", data, "--listen", "127.0.0.1:0", "--anonymous-role=admin", "--log-level=debug"},
      dir, "taqvimd");
  const auto client = testing::ConnectOnce(server.address());
  // More than a pipe holds.
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(Create(*client, i).ok()) << i;
  server.process().Signal(SIGTERM);
  EXPECT_EQ(server.process().Wait(), 0);
  close(held);
}

TEST(Log, OnAFullDiskStopsNothing) {
  const testing::TempDir dir;
  const std::string data = dir.Path("schedule.db");
  testing::MakeDataFile(data);
  testing::ServerProcess server(
      {"/bin/sh", "-c", "exec \"$0\" \"$@\" 2>/dev/full", testing::TaqvimdPath(), "--data", data,
       "--listen", "127.0.0.1:0", "--anonymous-role=admin", "--log-level=debug"},
      dir, "taqvimd");
  const auto client = testing::ConnectOnce(server.address());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Create(*client, i).ok()) << i;
  server.process().Signal(SIGTERM);
  EXPECT_EQ(server.process().Wait(), 0);
}

}  // namespace
}  // namespace taqvim::e2e
