// Many connections that say nothing: who else calls is served, and so is everybody
// once they are gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/raw_http2.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::HasSubstr;
using testing::RawHttp2;

// More connections than the server may have descriptors.
constexpr int kIdle = 1'200;
constexpr char kDescriptors[] = "1024";

class Connections : public ::testing::Test {
 protected:
  Connections() {
    testing::RaiseDescriptors();
    testing::MakeDataFile(dir_.Path("schedule.db"));
  }

  // A server that may have 1024 descriptors and no more.
  void Start(const std::vector<std::string>& more = {}) {
    std::vector<std::string> command = {"/bin/sh",
                                        "-c",
                                        "ulimit -n $0 && exec \"$@\"",
                                        kDescriptors,
                                        testing::TaqvimdPath(),
                                        "--data",
                                        dir_.Path("schedule.db"),
                                        "--listen",
                                        "127.0.0.1:0",
                                        "--anonymous-role",
                                        "admin"};
    command.insert(command.end(), more.begin(), more.end());
    server_ = std::make_unique<testing::ServerProcess>(command, dir_, "taqvimd");
  }
  void OpenIdle(const std::string& from) {
    for (int i = 0; i < kIdle; ++i) {
      idle_.push_back(
          std::make_unique<RawHttp2>(server_->address(), testing::Caller{.from = from}));
    }
  }
  // Whether a new connection to the address is served.
  static absl::Status CallAt(const std::string& address) {
    const auto client = testing::ConnectOnce(address);
    return client->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).status();
  }
  std::string operator_address() const { return "unix:" + dir_.Path("schedule.db.socket"); }
  int LogLines(const std::string& text) const {
    int count = 0;
    const std::string log = testing::ReadFile(dir_.Path("taqvimd.log"));
    for (absl::string_view line : absl::StrSplit(log, '\n')) {
      if (absl::StrContains(line, text)) ++count;
    }
    return count;
  }

  testing::TempDir dir_;
  std::unique_ptr<testing::ServerProcess> server_;
  std::vector<std::unique_ptr<RawHttp2>> idle_;
};

TEST_F(Connections, BeyondTheDescriptorsAreTurnedAwayAndTheListenerGoesOn) {
  Start({"--connections-per-address", "0"});
  OpenIdle("127.0.0.1");
  // The last of them found no room.
  EXPECT_TRUE(idle_.back()->IsClosed());
  EXPECT_FALSE(CallAt(server_->address()).ok());
  const auto client = testing::ConnectOnce(operator_address());
  testing::EnterLibrary(*client);
  EXPECT_TRUE(testing::Book(*client, "recital",
                            testing::Concert("Recital", testing::Space("hall"), "2036-05-01 18:00",
                                             "2036-05-01 20:00"))
                  .ok());
  idle_.clear();
  // How soon gRPC closes its side of them is its own business.
  client::ClientOptions options;
  options.timeout = absl::Seconds(60);
  const auto later = client::Client::Connect(server_->address(), {}, options).value();
  const auto caller = later->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
  EXPECT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(LogLines("warning: Turned a connection away. cause=\"All descriptors are in use"), 1);
}

TEST_F(Connections, OfOneAddressLeaveRoomForThoseOfOthers) {
  Start();
  OpenIdle("127.0.0.2");
  EXPECT_TRUE(idle_.back()->IsClosed());
  EXPECT_TRUE(CallAt(server_->address()).ok());
  EXPECT_TRUE(CallAt(operator_address()).ok());
  EXPECT_EQ(LogLines("warning: Turned a connection away. cause=\"Its address has as many"), 1);
}

TEST_F(Connections, InAllAreAsManyAsItIsTold) {
  Start({"--connections", "2"});
  const auto first = testing::ConnectOnce(server_->address());
  const auto second = testing::ConnectOnce(server_->address());
  EXPECT_TRUE(RawHttp2(server_->address()).IsClosed());
  EXPECT_TRUE(first->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).ok());
  EXPECT_TRUE(second->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).ok());
  EXPECT_TRUE(CallAt(operator_address()).ok());
}

TEST_F(Connections, ForWhichThereAreTooFewDescriptorsAreNotBegun) {
  for (const char* few : {"24", "64", "200"}) {
    testing::Process process(
        {"/bin/sh", "-c", "ulimit -n $0 && exec \"$@\"", few, testing::TaqvimdPath(), "--data",
         dir_.Path("schedule.db"), "--listen", "127.0.0.1:0"},
        dir_.Path("taqvimd.log"));
    EXPECT_EQ(process.Wait(), 2) << few;
  }
  EXPECT_EQ(LogLines("descriptors open, and needs"), 3);
}

TEST_F(Connections, ToTheOperatorsSocketAreOfItsUserAlone) {
  if (geteuid() != 0) GTEST_SKIP() << "only the superuser can be another user";
  Start();
  chmod(dir_.Path("").c_str(), 0755);
  // As somebody might, who means well.
  chmod(dir_.Path("schedule.db.socket").c_str(), 0777);
  if (seteuid(65534) != 0) std::abort();
  RawHttp2 stranger(operator_address());
  if (seteuid(0) != 0) std::abort();
  stranger.Greet();
  EXPECT_TRUE(stranger.IsClosed());
  EXPECT_TRUE(CallAt(operator_address()).ok());
  EXPECT_EQ(LogLines("Its user may not use this socket"), 1);
}

}  // namespace
}  // namespace taqvim::e2e
