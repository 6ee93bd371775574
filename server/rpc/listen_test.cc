#include "server/rpc/listen.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace taqvim::rpc {
namespace {

TEST(ListenAddress, OfLoopbackIsTaken) {
  EXPECT_EQ(ParseLoopback("127.0.0.1:8750")->ToString(), "127.0.0.1:8750");
  EXPECT_EQ(ParseLoopback("127.3.2.1:0")->ToString(), "127.3.2.1:0");
  EXPECT_EQ(ParseLoopback("localhost:80")->ToString(), "127.0.0.1:80");
  EXPECT_EQ(ParseLoopback("[::1]:65535")->ToString(), "[::1]:65535");
}

TEST(ListenAddress, OfAnyOtherMachineIsRefusedAndSaysWhy) {
  for (const char* text : {"0.0.0.0:8750", "192.168.1.2:8750", "[::]:8750", "example.org:1",
                           "128.0.0.1:1", ":8750", "unix:7"}) {
    const auto address = ParseLoopback(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_NE(address.status().message().find("loopback only"), std::string::npos) << text;
  }
}

TEST(ListenAddress, WithoutAPortIsRefused) {
  for (const char* text :
       {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1"}) {
    EXPECT_FALSE(ParseLoopback(text).ok()) << text;
  }
}

TEST(ListenAddress, OfATakenPortSaysSo) {
  const int taken = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {.sin_family = AF_INET, .sin_port = 0};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(taken, 1), 0);
  ASSERT_EQ(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const ListenAddress wanted{.host = "127.0.0.1", .port = ntohs(address.sin_port)};
  EXPECT_EQ(CheckBindable(wanted).code(), absl::StatusCode::kAlreadyExists);
  close(taken);
  EXPECT_TRUE(CheckBindable(wanted).ok());
}

}  // namespace
}  // namespace taqvim::rpc
