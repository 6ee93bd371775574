#include "client/web/http/addresses.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace taqvim::web {
namespace {

sockaddr_storage Peer(int family, const char* address) {
  sockaddr_storage peer = {};
  peer.ss_family = static_cast<sa_family_t>(family);
  void* const where = family == AF_INET
                          ? static_cast<void*>(&reinterpret_cast<sockaddr_in&>(peer).sin_addr)
                          : &reinterpret_cast<sockaddr_in6&>(peer).sin6_addr;
  inet_pton(family, address, where);
  return peer;
}

TEST(AddressOf, IsThePeers) {
  EXPECT_EQ(AddressOf(Peer(AF_INET, "192.0.2.7")), "192.0.2.7");
  EXPECT_EQ(AddressOf(Peer(AF_INET6, "2001:db8::1")), "2001:db8::1");
  EXPECT_EQ(AddressOf(Peer(AF_INET6, "::ffff:192.0.2.7")), "192.0.2.7");
  sockaddr_storage path = {};
  path.ss_family = AF_UNIX;
  EXPECT_EQ(AddressOf(path), "");
}

TEST(NetworkOf, TakesSixtyFourBitsOfIpv6) {
  EXPECT_EQ(NetworkOf("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(NetworkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(NetworkOf("2001:db8:1:2::ffff"), NetworkOf("2001:db8:1:2:3:4:5:6"));
  EXPECT_NE(NetworkOf("2001:db8:1:3::1"), NetworkOf("2001:db8:1:2::1"));
  EXPECT_EQ(NetworkOf(""), "");
}

std::string Forwarded(const char* value) { return ForwardedAddress({{"X-Forwarded-For", value}}); }

TEST(ForwardedAddress, IsTheLastOne) {
  EXPECT_EQ(Forwarded("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(Forwarded("10.0.0.1, 203.0.113.9 , 192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(Forwarded("2001:DB8::1"), "2001:db8::1");
  EXPECT_EQ(Forwarded("[2001:db8::1]:443"), "2001:db8::1");
  EXPECT_EQ(Forwarded("192.0.2.7:5000"), "192.0.2.7");
  EXPECT_EQ(Forwarded("::ffff:192.0.2.7"), "192.0.2.7");
  // Whoever puts a field of its own before that of the edge gains nothing.
  EXPECT_EQ(ForwardedAddress({{"X-Forwarded-For", "10.0.0.1"}, {"x-forwarded-for", "192.0.2.7"}}),
            "192.0.2.7");
}

TEST(ForwardedAddress, IsNoOtherText) {
  for (const char* value : {"", "unknown", "192.0.2.7,", "192.0.2", "[", "[]", "_secret", "1:2"}) {
    EXPECT_EQ(Forwarded(value), "") << value;
  }
  EXPECT_EQ(ForwardedAddress({}), "");
}

}  // namespace
}  // namespace taqvim::web
