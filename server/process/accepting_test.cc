#include "server/process/accepting.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>

namespace taqvim::process {
namespace {

TEST(AcceptFaultTest, GoesOnAfterWhatIsOfOneConnection) {
  EXPECT_EQ(AcceptFaultOf(ECONNABORTED), AcceptFault::kConnection);
  EXPECT_EQ(AcceptFaultOf(EINTR), AcceptFault::kConnection);
  EXPECT_EQ(AcceptFaultOf(ENETUNREACH), AcceptFault::kConnection);
}

TEST(AcceptFaultTest, KnowsWhatIsLackingFromWhatIsOver) {
  EXPECT_EQ(AcceptFaultOf(EAGAIN), AcceptFault::kNoneWaits);
  EXPECT_EQ(AcceptFaultOf(EMFILE), AcceptFault::kShortage);
  EXPECT_EQ(AcceptFaultOf(ENFILE), AcceptFault::kShortage);
  EXPECT_EQ(AcceptFaultOf(ENOBUFS), AcceptFault::kShortage);
}

TEST(AcceptConnectionTest, GivesWhatWaitsAndDoesNotBlock) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);
  sockaddr_storage peer = {};
  socklen_t peer_length = sizeof(peer);
  ASSERT_LT(AcceptConnection(listener, reinterpret_cast<sockaddr*>(&peer), &peer_length), 0);
  EXPECT_EQ(AcceptFaultOf(errno), AcceptFault::kNoneWaits);

  const int caller = socket(AF_INET, SOCK_STREAM, 0);
  // Of a listening socket on loopback, connected means that it waits to be accepted.
  ASSERT_EQ(connect(caller, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const int accepted = AcceptConnection(listener, reinterpret_cast<sockaddr*>(&peer), &peer_length);
  ASSERT_GE(accepted, 0);
  EXPECT_NE(fcntl(accepted, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(accepted, F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_EQ(peer.ss_family, AF_INET);
  for (const int descriptor : {accepted, caller, listener}) close(descriptor);
}

}  // namespace
}  // namespace taqvim::process
