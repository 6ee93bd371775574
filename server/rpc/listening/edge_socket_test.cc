#include "server/rpc/listening/edge_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;

const EdgeUser kThisUser = {.name = "this", .id = geteuid(), .group = getegid()};

class EdgeSocket : public ::testing::Test {
 protected:
  EdgeSocket() {
    std::ofstream(path_).flush();
    chmod(path_.c_str(), 0600);
  }
  struct stat About() const {
    struct stat about = {};
    stat(path_.c_str(), &about);
    return about;
  }

  testing::TempDir dir_;
  const std::string path_ = dir_.Path("socket");
};

TEST_F(EdgeSocket, IsOfAUserThatThereIs) {
  const auto root = FindEdgeUser("root");
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->id, 0u);
  EXPECT_THAT(std::string(FindEdgeUser("nobody-of-that-name").status().message()),
              HasSubstr("--edge-user"));
}

TEST_F(EdgeSocket, IsOpenToItsGroupAndToNobodyElse) {
  ASSERT_TRUE(OpenToEdge(path_, kThisUser).ok());
  EXPECT_EQ(About().st_mode & 0777, 0660u);
}

// Only the superuser may give it away; others are told what to do.
TEST_F(EdgeSocket, IsGivenToTheGroupOfItsUser) {
  const EdgeUser other = {.name = "other", .id = geteuid() + 1, .group = 54321};
  const absl::Status given = OpenToEdge(path_, other);
  if (geteuid() == 0) {
    EXPECT_TRUE(given.ok()) << given;
    EXPECT_EQ(About().st_gid, other.group);
    EXPECT_EQ(About().st_mode & 0777, 0660u);
  } else {
    EXPECT_THAT(std::string(given.message()), HasSubstr("usermod"));
    EXPECT_EQ(About().st_mode & 0777, 0600u);
  }
}

TEST_F(EdgeSocket, IsUsedByItsUserAlone) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  EXPECT_TRUE(IsFrom(kThisUser, ends[0]));
  EXPECT_FALSE(IsFrom({.name = "other", .id = geteuid() + 1, .group = getegid()}, ends[0]));
  close(ends[0]);
  close(ends[1]);
  EXPECT_FALSE(IsFrom(kThisUser, -1));
}

}  // namespace
}  // namespace taqvim::rpc
