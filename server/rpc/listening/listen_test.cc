#include "server/rpc/listening/listen.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

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

TEST(NetworkOf, IsTheIpv4AddressOrHalfOfTheIpv6Address) {
  const auto v4 = [](const char* text) {
    sockaddr_storage peer = {.ss_family = AF_INET};
    inet_pton(AF_INET, text, &reinterpret_cast<sockaddr_in&>(peer).sin_addr);
    return NetworkOf(peer);
  };
  const auto v6 = [](const char* text) {
    sockaddr_storage peer = {.ss_family = AF_INET6};
    inet_pton(AF_INET6, text, &reinterpret_cast<sockaddr_in6&>(peer).sin6_addr);
    return NetworkOf(peer);
  };
  EXPECT_EQ(v4("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(v6("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(v6("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(v6("2001:db8:1:2::1"), "2001:db8:1:2::");
  EXPECT_EQ(NetworkOf({.ss_family = AF_UNIX}), "");
}

}  // namespace
}  // namespace taqvim::rpc
