#include "client/web/http/listening_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

namespace fs = std::filesystem;

constexpr int kBuffer = 64 * 1024;

class AtPathTest : public ::testing::Test {
 protected:
  AtPathTest() { fs::remove(path_); }
  ~AtPathTest() override { fs::remove(path_); }

  absl::StatusOr<ListeningSocket> Listen() const {
    return ListeningSocket::On(absl::StrCat("unix:", path_.string()), kBuffer);
  }
  // As a process leaves it that was killed.
  void LeaveSocket() const {
    sockaddr_un place = {.sun_family = AF_UNIX};
    std::memcpy(place.sun_path, path_.c_str(), path_.string().size() + 1);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&place), sizeof(place)), 0);
    close(descriptor);
  }

  const fs::path path_ = fs::path(::testing::TempDir()) / absl::StrCat("listen-", getpid());
};

TEST_F(AtPathTest, IsForItsUserAndGroup) {
  const auto socket = Listen();
  ASSERT_TRUE(socket.ok()) << socket.status();
  EXPECT_TRUE(socket->is_unix());
  struct stat about;
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0660);
}

TEST_F(AtPathTest, TakesThePlaceOfOneThatWasLeft) {
  LeaveSocket();
  EXPECT_TRUE(Listen().ok());
}

TEST_F(AtPathTest, LeavesOthersTheirs) {
  const auto first = Listen();
  EXPECT_EQ(Listen().status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(AtPathTest, RemovesNothingThatIsNoSocket) {
  std::ofstream(path_) << "a file";
  EXPECT_EQ(Listen().status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(fs::is_regular_file(path_));
}

TEST_F(AtPathTest, IsRemovedAtItsEndUnlessItIsAnothers) {
  { const auto socket = Listen(); }
  EXPECT_FALSE(fs::exists(path_));
  {
    const auto socket = Listen();
    fs::remove(path_);
    LeaveSocket();
  }
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(AtPathTest, HasToBePossible) {
  EXPECT_EQ(
      ListeningSocket::On(absl::StrCat("unix:/", std::string(200, 'a')), kBuffer).status().code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ListeningSocket::On("unix:/nonexistent/folder/socket", kBuffer).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(OnPort, SaysWhichPortItHas) {
  const auto socket = ListeningSocket::On("127.0.0.1:0", kBuffer);
  ASSERT_TRUE(socket.ok());
  EXPECT_FALSE(socket->is_unix());
  EXPECT_NE(socket->address(), "127.0.0.1:0");
  EXPECT_EQ(socket->address().substr(0, 10), "127.0.0.1:");
  const absl::Status taken = ListeningSocket::On(socket->address(), kBuffer).status();
  EXPECT_EQ(taken.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_NE(taken.message().find("choose another port"), absl::string_view::npos) << taken;
}

// So that the memory that a slow reader costs is bounded.
TEST(OnPort, BoundsWhatTheSystemKeeps) {
  const auto socket = ListeningSocket::On("127.0.0.1:0", kBuffer);
  ASSERT_TRUE(socket.ok());
  int size = 0;
  socklen_t length = sizeof(size);
  ASSERT_EQ(getsockopt(socket->descriptor(), SOL_SOCKET, SO_SNDBUF, &size, &length), 0);
  EXPECT_EQ(size, 2 * kBuffer);  // twice what is asked for, of which half is for itself
}

}  // namespace
}  // namespace taqvim::web
