#include "server/rpc/listening/unix_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "server/rpc/listening/operator_socket.h"
#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class UnixSocket : public ::testing::Test {
 protected:
  // A socket in that place, which listens until it is closed.
  int Listen() {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {.sun_family = AF_UNIX};
    std::strncpy(address.sun_path, path_.c_str(), sizeof(address.sun_path) - 1);
    const PrivateCreation private_creation;
    EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(descriptor, 1), 0);
    return descriptor;
  }
  std::string ErrorOf(const std::string& path) {
    const absl::Status status = ClearSocket(path, kEdgeSocketNames);
    EXPECT_FALSE(status.ok());
    return std::string(status.message());
  }

  testing::TempDir dir_;
  const std::string path_ = dir_.Path("socket");
};

TEST_F(UnixSocket, IsForItsUserAloneFromTheBeginning) {
  const int descriptor = Listen();
  struct stat about;
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_TRUE(FindOperatorSocket(path_).ok());
  close(descriptor);
}

TEST_F(UnixSocket, ThatAServerLeftIsRemoved) {
  close(Listen());
  EXPECT_THAT(std::string(FindOperatorSocket(path_).message()), HasSubstr("start it first"));
  EXPECT_TRUE(ClearSocket(path_, kEdgeSocketNames).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_TRUE(ClearSocket(path_, kEdgeSocketNames).ok());
}

TEST_F(UnixSocket, OfARunningServerIsLeftAlone) {
  const int descriptor = Listen();
  EXPECT_THAT(ErrorOf(path_), HasSubstr("listens there already"));
  EXPECT_TRUE(std::filesystem::exists(path_));
  close(descriptor);
}

TEST_F(UnixSocket, IsNotPutWhereSomethingElseIs) {
  std::ofstream(path_) << "a letter";
  EXPECT_THAT(ErrorOf(path_), AllOf(HasSubstr("no socket"), HasSubstr("edge's socket"),
                                    HasSubstr("--edge-socket")));
  EXPECT_EQ(testing::ReadFile(path_), "a letter");
}

TEST_F(UnixSocket, IsNotPutBehindALink) {
  close(Listen());
  const std::string link = dir_.Path("link");
  std::filesystem::create_symlink(path_, link);
  EXPECT_THAT(ErrorOf(link), HasSubstr("no socket"));
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(UnixSocket, IsNotPutWhereOthersMayWriteOrNothingIs) {
  EXPECT_THAT(ErrorOf(dir_.Path("no/socket")), HasSubstr("folder is not there"));
  EXPECT_THAT(ErrorOf(dir_.Path(std::string(120, 'x'))), HasSubstr("at most 107 bytes"));
  ASSERT_EQ(chmod(dir_.Path("").c_str(), 0777), 0);
  EXPECT_THAT(ErrorOf(path_), HasSubstr("chmod o-w"));
}

}  // namespace
}  // namespace taqvim::rpc
