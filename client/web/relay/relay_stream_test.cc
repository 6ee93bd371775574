// Calls of a server that does what is asked of it here: whose callers go, read slowly, or wait.
#include <gmock/gmock.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/web/relay/relay.h"
#include "client/web/relay/testing/web_caller.h"
#include "taqvim/v1/change_service.grpc.pb.h"

namespace taqvim::web {
namespace {

using testing::CallWeb;
using testing::Cookie;
using testing::RelaySite;
using ::testing::SizeIs;
using testing::WebAnswer;
using testing::WebCall;

constexpr char kWatch[] = "/taqvim.v1.ChangeService/WatchChanges";
constexpr char kListChanges[] = "/taqvim.v1.ChangeService/ListChanges";
constexpr size_t kMessageBytes = 1 << 20;

// How often things came about.
class Count {
 public:
  void Add() {
    const absl::MutexLock lock(&mutex_);
    ++count_;
  }
  void Await(int count) {
    const auto has_come = [&] { return count_ >= count; };
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&has_come));
  }
  int value() {
    const absl::MutexLock lock(&mutex_);
    return count_;
  }

 private:
  absl::Mutex mutex_;
  int count_ = 0;
};

// A service whose streams are silent, or never end, and whose unary calls wait for their end.
class Puppet final : public v1::ChangeService::CallbackService {
 public:
  explicit Puppet(bool is_silent) : is_silent_(is_silent) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Puppet() override { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  grpc::ServerWriteReactor<v1::WatchChangesResponse>* WatchChanges(
      grpc::CallbackServerContext* context, const v1::WatchChangesRequest*) override {
    return new Stream(*this, *context);
  }
  grpc::ServerUnaryReactor* ListChanges(grpc::CallbackServerContext* context,
                                        const v1::ListChangesRequest*,
                                        v1::ListChangesResponse*) override {
    return new Waiting(*this, *context);
  }

  Count begun, written, cancelled;
  std::atomic<bool> had_deadline = false;

 private:
  class Stream final : public grpc::ServerWriteReactor<v1::WatchChangesResponse> {
   public:
    Stream(Puppet& puppet, const grpc::CallbackServerContext& context) : puppet_(puppet) {
      puppet_.had_deadline = context.deadline() != std::chrono::system_clock::time_point::max();
      response_.set_revision_token(std::string(kMessageBytes, 'x'));
      if (puppet_.is_silent_) {
        StartSendInitialMetadata();
      } else {
        StartWrite(&response_);
      }
      puppet_.begun.Add();
    }
    // Of one that writes a write is always under way, whose end tells that it was cancelled, too;
    // so that nothing is written once it has been finished.
    void OnWriteDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      puppet_.written.Add();
      StartWrite(&response_);
    }
    void OnCancel() override {
      if (puppet_.is_silent_) Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override {
      puppet_.cancelled.Add();
      delete this;
    }

   private:
    Puppet& puppet_;
    v1::WatchChangesResponse response_;
  };

  class Waiting final : public grpc::ServerUnaryReactor {
   public:
    Waiting(Puppet& puppet, const grpc::CallbackServerContext&) : puppet_(puppet) {
      puppet_.begun.Add();
    }
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override {
      puppet_.cancelled.Add();
      delete this;
    }

   private:
    Puppet& puppet_;
  };

  const bool is_silent_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST(Stream, BeginsBeforeTheServerHasSaidAnything) {
  Puppet puppet(/*is_silent=*/true);
  RelaySite site({.server = puppet.address()});
  WebCall call(site.address(), kWatch, "", Cookie("x"));
  EXPECT_EQ(call.AwaitHead().http, 200);
  EXPECT_EQ(call.AwaitHead().headers.Find("X-Accel-Buffering"), "no");
  puppet.begun.Await(1);
  EXPECT_FALSE(puppet.had_deadline);
}

TEST(Stream, IsFreedWhenItsCallerGoes) {
  Puppet puppet(/*is_silent=*/true);
  RelaySite site({.server = puppet.address()});
  {
    WebCall call(site.address(), kWatch, "", Cookie("x"));
    puppet.begun.Await(1);
    EXPECT_EQ(site.relay().under_way().calls(), 1);
  }
  puppet.cancelled.Await(1);
  site.relay().under_way().AwaitNone();
}

TEST(UnaryCall, IsFreedWhenItsCallerGoes) {
  Puppet puppet(/*is_silent=*/true);
  RelaySite site({.server = puppet.address()});
  {
    WebCall call(site.address(), kListChanges, "", Cookie("x"));
    puppet.begun.Await(1);
  }
  puppet.cancelled.Await(1);
  site.relay().under_way().AwaitNone();
}

TEST(Stream, EndsAtItsDeadline) {
  Puppet puppet(/*is_silent=*/true);
  RelaySite site({.server = puppet.address()});
  for (const char* path : {kWatch, kListChanges}) {
    const WebAnswer answer =
        CallWeb(site.address(), path, "", Cookie("x") + "grpc-timeout: 50m\r\n");
    ASSERT_TRUE(answer.end);
    EXPECT_EQ(answer.end->error_code(), grpc::DEADLINE_EXCEEDED);
  }
}

// It would never end. Under way are what the puppet writes, what gRPC and the system keep of it,
// and one message in the relay; whoever reads ahead has written hundreds before the caller is
// given up.
TEST(Stream, OfASlowReaderIsHeldBack) {
  constexpr int kMostMessages = 8;
  Puppet puppet(/*is_silent=*/false);
  HttpServer::Options http;
  http.limits.write_time = absl::Milliseconds(200);
  RelaySite site({.server = puppet.address()}, http);
  WebCall call(site.address(), kWatch, "", Cookie("x"), /*receive_buffer=*/64 * 1024);
  puppet.cancelled.Await(1);
  EXPECT_LE(puppet.written.value(), kMostMessages);
  site.relay().under_way().AwaitNone();
  EXPECT_EQ(site.relay().under_way().held_bytes(), 0);
}

TEST(Stream, GoesOnAsItIsRead) {
  Puppet puppet(/*is_silent=*/false);
  RelaySite site({.server = puppet.address()});
  WebCall call(site.address(), kWatch, "", Cookie("x"));
  const WebAnswer& answer = call.AwaitMessages(20);
  ASSERT_THAT(answer.messages, SizeIs(::testing::Ge(20)));
  v1::WatchChangesResponse response;
  ASSERT_TRUE(response.ParseFromString(answer.messages[19]));
  EXPECT_EQ(response.revision_token().size(), kMessageBytes);
  // A message at a time is counted, and what was taken is not.
  EXPECT_LE(site.relay().under_way().held_bytes(), 2 * kMessageBytes);
}

TEST(Stream, EndsWhereTooMuchIsUnread) {
  Puppet puppet(/*is_silent=*/false);
  RelaySite site({.server = puppet.address(), .limits = {.held_bytes_of_an_address = 1000}});
  const WebAnswer answer = CallWeb(site.address(), kWatch, "", Cookie("x"));
  ASSERT_TRUE(answer.end);
  EXPECT_EQ(answer.end->error_code(), grpc::RESOURCE_EXHAUSTED);
  EXPECT_THAT(answer.messages, SizeIs(0));
  site.relay().under_way().AwaitNone();
}

TEST(Stream, OfAServerThatEndsHasTrailers) {
  auto puppet = std::make_unique<Puppet>(/*is_silent=*/true);
  RelaySite site({.server = puppet->address()});
  WebCall call(site.address(), kWatch, "", Cookie("x"));
  puppet->begun.Await(1);
  puppet.reset();
  const WebAnswer& answer = call.AwaitEnd();
  ASSERT_TRUE(answer.end);
  EXPECT_FALSE(answer.end->ok());
}

TEST(Relay, MayEndWhileCallsAreUnderWay) {
  Puppet puppet(/*is_silent=*/true);
  auto site = std::make_unique<RelaySite>(Relay::Options{.server = puppet.address()});
  WebCall watching(site->address(), kWatch, "", Cookie("x"));
  WebCall listing(site->address(), kListChanges, "", Cookie("x"));
  puppet.begun.Await(2);
  site.reset();
  puppet.cancelled.Await(2);
}

}  // namespace
}  // namespace taqvim::web
