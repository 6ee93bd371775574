// The bare gRPC server beside which the bench measures.
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <deque>
#include <fstream>
#include <set>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/bench/echo.grpc.pb.h"

namespace taqvim::bench {
namespace {

class Follower;

// Who follows. A publisher writes to all who are idle; who is not takes what
// waits for it when its write is done. Thread-safe.
class Followers {
 public:
  void Add(Follower* follower) {
    absl::MutexLock lock(&mutex_);
    followers_.insert(follower);
  }
  void Remove(Follower* follower) {
    absl::MutexLock lock(&mutex_);
    followers_.erase(follower);
  }
  void Publish(const grpc::ByteBuffer& message);

 private:
  absl::Mutex mutex_;
  std::set<Follower*> followers_ ABSL_GUARDED_BY(mutex_);
};

class Follower final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit Follower(Followers& followers) : followers_(followers) { followers_.Add(this); }

  void Push(const grpc::ByteBuffer& message) {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(message);
    if (waiting_.size() == 1) StartWrite(&waiting_.front());
  }
  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    waiting_.pop_front();
    if (ok && !waiting_.empty()) StartWrite(&waiting_.front());
  }
  void OnCancel() override {
    followers_.Remove(this);
    absl::MutexLock lock(&mutex_);
    Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  Followers& followers_;
  absl::Mutex mutex_;
  std::deque<grpc::ByteBuffer> waiting_ ABSL_GUARDED_BY(mutex_);
};

void Followers::Publish(const grpc::ByteBuffer& message) {
  absl::MutexLock lock(&mutex_);
  for (Follower* follower : followers_) follower->Push(message);
}

// Streams one message again and again.
class Replayer final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit Replayer(const ReplayRequest& request) : left_(request.count()) {
    const grpc::Slice slice(request.message());
    message_ = grpc::ByteBuffer(&slice, 1);
    OnWriteDone(true);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    if (left_-- == 0) return Finish(grpc::Status::OK);
    StartWrite(&message_);
  }
  void OnDone() override { delete this; }

 private:
  int left_;
  grpc::ByteBuffer message_;
};

using EchoBase = EchoService::WithRawCallbackMethod_Replay<
    EchoService::WithRawCallbackMethod_Follow<EchoService::WithCallbackMethod_CreateEvent<
        EchoService::WithCallbackMethod_BatchWriteEvents<
            EchoService::WithCallbackMethod_Learn<EchoService::WithCallbackMethod_EchoBytes<
                EchoService::WithCallbackMethod_Publish<EchoService::Service>>>>>>>;

class Echo final : public EchoBase {
  grpc::ServerUnaryReactor* CreateEvent(grpc::CallbackServerContext* context,
                                        const v1::CreateEventRequest*,
                                        v1::CreateEventResponse* response) override {
    *response = answers_.create();
    return Finish(context);
  }

  grpc::ServerUnaryReactor* BatchWriteEvents(grpc::CallbackServerContext* context,
                                             const v1::BatchWriteEventsRequest*,
                                             v1::BatchWriteEventsResponse* response) override {
    *response = answers_.batch();
    return Finish(context);
  }

  grpc::ServerUnaryReactor* Learn(grpc::CallbackServerContext* context, const Answers* answers,
                                  google::protobuf::Empty*) override {
    answers_ = *answers;
    return Finish(context);
  }

  grpc::ServerUnaryReactor* EchoBytes(grpc::CallbackServerContext* context,
                                      const google::protobuf::BytesValue* request,
                                      google::protobuf::BytesValue* response) override {
    *response = *request;
    return Finish(context);
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Follow(grpc::CallbackServerContext*,
                                                     const grpc::ByteBuffer*) override {
    return new Follower(followers_);
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Replay(grpc::CallbackServerContext*,
                                                     const grpc::ByteBuffer* bytes) override {
    grpc::Slice slice;
    bytes->DumpToSingleSlice(&slice);
    ReplayRequest request;
    request.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    return new Replayer(request);
  }

  grpc::ServerUnaryReactor* Publish(grpc::CallbackServerContext* context,
                                    const google::protobuf::BytesValue* request,
                                    google::protobuf::BytesValue*) override {
    // The bytes are the message, so that what is streamed can be anything.
    const grpc::Slice slice(request->value());
    followers_.Publish(grpc::ByteBuffer(&slice, 1));
    return Finish(context);
  }

  static grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  Followers followers_;
  Answers answers_;  // not changed while calls read it
};

int Main(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != "--port-file") {
    std::fprintf(stderr, "usage: %s --port-file FILE\n", argv[0]);
    return 2;
  }
  Echo service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  std::ofstream(argv[2]) << port << std::endl;
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace taqvim::bench

int main(int argc, char** argv) { return taqvim::bench::Main(argc, argv); }
