#include "server/rpc/listening/acceptor.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::rpc {
namespace {

constexpr int kEveryDescriptor = 1'000'000;

// A client, and whether the other side still has its connection.
class Client {
 public:
  explicit Client(int port) : socket_(MakeSocket()) {
    sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Returns once the other side has closed it.
  void AwaitEnd() const {
    char byte = 0;
    EXPECT_LE(recv(socket_, &byte, 1, 0), 0);
  }

 private:
  // Far from the descriptors of the acceptor.
  static int MakeSocket() {
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int moved = fcntl(made, F_DUPFD_CLOEXEC, 500);
    close(made);
    return moved;
  }

  const int socket_;
};

class AcceptorTest : public ::testing::Test {
 protected:
  ~AcceptorTest() override {
    acceptor_.reset();
    for (const int descriptor : accepted_) close(descriptor);
  }

  Acceptor::Entrance Entrance(int descriptors_before = kEveryDescriptor) {
    auto socket = ListeningSocket::OnAddress({.host = "127.0.0.1"});
    port_ = socket->port();
    return {.socket = *std::move(socket),
            .descriptors_before = descriptors_before,
            .admits = nullptr,
            .hand_on = [this](int, int descriptor) {
              absl::MutexLock lock(&mutex_);
              accepted_.push_back(descriptor);
            }};
  }
  // With errors, one after the other, before anything is accepted.
  void Start(Acceptor::Entrance entrance, const ConnectionLimits& limits = {},
             const std::deque<int>& errors = {}) {
    acceptor_.reset();
    errors_ = errors;
    std::vector<Acceptor::Entrance> entrances;
    entrances.push_back(std::move(entrance));
    acceptor_ = std::make_unique<Acceptor>(
        std::move(entrances),
        Acceptor::Options{
            .limits = limits,
            .log = &log_,
            .counts =
                [this](const std::string& door, Acceptor::Verdict verdict) {
                  absl::MutexLock lock(&mutex_);
                  ++counted_[{door, verdict}];
                },
            .accept = [this](int listener, sockaddr* peer,
                             socklen_t* length) { return AcceptOrFail(listener, peer, length); }});
  }
  // Returns the connections that were handed on, once they are so many.
  std::vector<int> Await(size_t count) {
    absl::MutexLock lock(&mutex_);
    auto enough = [this, count]()
                      ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return accepted_.size() >= count; };
    mutex_.Await(absl::Condition(&enough));
    return accepted_;
  }
  int LinesWith(const std::string& text) {
    absl::MutexLock lock(&mutex_);
    int count = 0;
    for (const std::string& line : lines_) count += absl::StrContains(line, text) ? 1 : 0;
    return count;
  }

  int CountedAs(const std::string& door, Acceptor::Verdict verdict) {
    absl::MutexLock lock(&mutex_);
    return counted_[{door, verdict}];
  }
  size_t Open() { return acceptor_->CountOpen(); }

  int port_ = 0;

 private:
  int AcceptOrFail(int listener, sockaddr* peer, socklen_t* length) {
    if (!errors_.empty()) {
      errno = errors_.front();
      errors_.pop_front();
      return -1;
    }
    return accept4(listener, peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  }

  absl::Mutex mutex_;
  std::vector<int> accepted_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<std::string, Acceptor::Verdict>, int> counted_ ABSL_GUARDED_BY(mutex_);
  std::deque<int> errors_;  // of the acceptor's thread, once it runs
  const Log log_{LogLevel::kInfo, LogFormat::kText, [this](absl::string_view line) {
                   absl::MutexLock lock(&mutex_);
                   lines_.emplace_back(line);
                 }};
  std::unique_ptr<Acceptor> acceptor_;
};

TEST_F(AcceptorTest, HandsOnConnectionsThatDoNotBlock) {
  Start(Entrance());
  const Client one(port_), two(port_);
  for (const int descriptor : Await(2)) {
    char byte = 0;
    EXPECT_EQ(recv(descriptor, &byte, 1, 0), -1);
    EXPECT_EQ(errno, EAGAIN);
  }
}

TEST_F(AcceptorTest, GoesOnAfterEveryError) {
  for (const int error :
       {EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EPROTO, EINTR, EPERM, EINVAL}) {
    SCOPED_TRACE(std::strerror(error));
    Start(Entrance(), {}, {error, error, error});
    const size_t before = Await(0).size();
    const Client client(port_);
    Await(before + 1);
  }
}

TEST_F(AcceptorTest, TellsOfAShortageSeldom) {
  Start(Entrance(), {}, {EMFILE, EMFILE, EMFILE});
  const Client client(port_);
  Await(1);
  EXPECT_EQ(LinesWith("could not be accepted; it is tried again. cause=\"Too many open"), 1);
}

TEST_F(AcceptorTest, TurnsAwayForWhomThereIsNoRoomAndLogsItSeldom) {
  Start(Entrance(), {.of_an_address = 2});
  const Client one(port_), two(port_);
  for (int i = 0; i < 10; ++i) Client(port_).AwaitEnd();
  EXPECT_EQ(Await(2).size(), 2);
  EXPECT_EQ(LinesWith("warning: Turned a connection away."), 1);
  EXPECT_EQ(LinesWith("address=127.0.0.1"), 1);
}

TEST_F(AcceptorTest, KeepsTheLastDescriptorsForOthers) {
  const int next = dup(STDERR_FILENO);
  close(next);
  // One for the entrance, one for the acceptor itself, and two for connections.
  Start(Entrance(next + 4));
  const Client one(port_);
  Await(1);
  const Client two(port_);
  Await(2);
  Client(port_).AwaitEnd();
  EXPECT_EQ(LinesWith("kept for files"), 1);
  close(Await(2).front());
  const Client third(port_);
  Await(3);
}

TEST_F(AcceptorTest, LetsInWhomTheEntranceAdmits) {
  auto entrance = Entrance();
  int asked = 0;
  entrance.admits = [&asked](int) { return ++asked > 1; };
  Start(std::move(entrance));
  Client(port_).AwaitEnd();
  const Client second(port_);
  Await(1);
  EXPECT_EQ(LinesWith("Its user may not"), 1);
}

TEST_F(AcceptorTest, OfAnEntranceWithoutLimitsTakesThemAll) {
  auto entrance = Entrance();
  entrance.limited = false;
  Start(std::move(entrance), {.in_all = 1, .of_an_address = 1});
  const Client one(port_), two(port_), three(port_);
  Await(3);
}

TEST_F(AcceptorTest, CountsWhatBecameOfConnectionsByDoor) {
  auto entrance = Entrance();
  entrance.door = "front";
  Start(std::move(entrance), {.of_an_address = 2});
  const Client one(port_), two(port_);
  Await(2);
  Client(port_).AwaitEnd();
  EXPECT_EQ(CountedAs("front", Acceptor::Verdict::kAccepted), 2);
  EXPECT_EQ(CountedAs("front", Acceptor::Verdict::kTooManyOfAnAddress), 1);
  EXPECT_EQ(Open(), 2);
}

}  // namespace
}  // namespace taqvim::rpc
