#include "server/rpc/listen.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace taqvim::rpc {
namespace {

TEST(ListenAddress, IsReadWithItsPort) {
  EXPECT_EQ(ParseListenAddress("127.0.0.1:8750")->ToString(), "127.0.0.1:8750");
  EXPECT_EQ(ParseListenAddress("localhost:80")->ToString(), "127.0.0.1:80");
  EXPECT_EQ(ParseListenAddress("[::1]:65535")->ToString(), "[::1]:65535");
  EXPECT_EQ(ParseListenAddress("0.0.0.0:0")->ToString(), "0.0.0.0:0");
}

TEST(ListenAddress, KnowsWhetherOthersReachIt) {
  for (const char* text : {"127.0.0.1:1", "127.3.2.1:0", "localhost:80", "[::1]:1"}) {
    EXPECT_TRUE(ParseListenAddress(text)->IsLoopback()) << text;
  }
  for (const char* text : {"0.0.0.0:1", "192.168.1.2:1", "[::]:1", "128.0.0.1:1", "[fe80::1]:1"}) {
    EXPECT_FALSE(ParseListenAddress(text)->IsLoopback()) << text;
  }
}

TEST(ListenAddress, ThatIsNoneIsRefused) {
  for (const char* text : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                           "127.0.0.1:-1", "example.org:1", ":8750", "unix:7", "*:8750"}) {
    EXPECT_FALSE(ParseListenAddress(text).ok()) << text;
  }
}

TEST(IsLocalPeer, HoldsForThisMachineAlone) {
  for (const char* peer : {"ipv4:127.0.0.1:41562", "ipv6:%5B::1%5D:41562", "ipv6:[::1]:41562",
                           "ipv6:%5B::ffff:127.0.0.1%5D:1", "unix:", "unix:/run/socket"}) {
    EXPECT_TRUE(IsLocalPeer(peer)) << peer;
  }
  for (const char* peer : {"ipv4:192.0.2.7:41562", "ipv6:%5B2001:db8::1%5D:41562",
                           "ipv6:%5B::ffff:192.0.2.7%5D:1", "", "127.0.0.1:1", "vsock:1:2"}) {
    EXPECT_FALSE(IsLocalPeer(peer)) << peer;
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
