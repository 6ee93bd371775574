#include "server/rpc/listening/listening_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;

TEST(ListeningSocket, OnPort0HasAFreeOneThatOthersThenFindTaken) {
  int port = 0;
  {
    const auto first = ListeningSocket::OnAddress({.host = "127.0.0.1"});
    ASSERT_TRUE(first.ok()) << first.status();
    port = first->port();
    EXPECT_GT(port, 0);
    const auto second = ListeningSocket::OnAddress({.host = "127.0.0.1", .port = port});
    EXPECT_EQ(second.status().code(), absl::StatusCode::kAlreadyExists);
    EXPECT_THAT(std::string(second.status().message()), HasSubstr("Another program already"));
  }
  EXPECT_TRUE(ListeningSocket::OnAddress({.host = "127.0.0.1", .port = port}).ok());
}

TEST(ListeningSocket, OfAllInterfacesIsThatOfBothFamilies) {
  for (const char* host : {"0.0.0.0", "::"}) {
    const auto all = ListeningSocket::OnAddress({.host = host});
    ASSERT_TRUE(all.ok()) << all.status();
    for (const char* one : {"127.0.0.1", "::1"}) {
      EXPECT_EQ(ListeningSocket::OnAddress({.host = one, .port = all->port()}).status().code(),
                absl::StatusCode::kAlreadyExists);
    }
  }
}

TEST(ListeningSocket, OfAnAddressOfAnotherMachineSaysSo) {
  const auto elsewhere = ListeningSocket::OnAddress({.host = "192.0.2.7", .port = 1});
  EXPECT_EQ(elsewhere.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(elsewhere.status().message()), HasSubstr("--listen"));
}

TEST(ListeningSocket, AtAPathIsForItsUserAloneAndGoesWithIt) {
  const testing::TempDir dir;
  const std::string path = dir.Path("socket");
  {
    const mode_t before = umask(0);
    const auto socket = ListeningSocket::AtPath(path, kEdgeSocketNames);
    umask(before);
    ASSERT_TRUE(socket.ok()) << socket.status();
    struct stat about;
    ASSERT_EQ(stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ListeningSocket, LeavesWhatHasTakenItsPlace) {
  const testing::TempDir dir;
  const std::string path = dir.Path("socket");
  {
    const auto socket = ListeningSocket::AtPath(path, kEdgeSocketNames);
    ASSERT_TRUE(socket.ok());
    std::filesystem::remove(path);
    std::ofstream(path) << "a letter";
  }
  EXPECT_EQ(testing::ReadFile(path), "a letter");
}

TEST(ListeningSocket, WhereItCannotBeSaysSo) {
  const auto nowhere = ListeningSocket::AtPath("/no/such/folder/socket", kEdgeSocketNames);
  EXPECT_EQ(nowhere.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(nowhere.status().message()), HasSubstr("--edge-socket"));
}

}  // namespace
}  // namespace taqvim::rpc
