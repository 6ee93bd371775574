#include "tests/bench/subscribers.h"

#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <utility>

#include "absl/time/clock.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "tests/bench/load.h"

namespace taqvim::bench {
namespace {

using google::protobuf::internal::WireFormatLite;
using Stub = grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>;

constexpr int kStreamsOfAConnection = 500;

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  buffer.DumpToSingleSlice(&slice);
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

int CountField(const grpc::ByteBuffer& message, int field) {
  grpc::Slice slice;
  if (!message.TrySingleSlice(&slice).ok()) message.DumpToSingleSlice(&slice);
  google::protobuf::io::CodedInputStream in(slice.begin(), static_cast<int>(slice.size()));
  int count = 0;
  while (const uint32_t tag = in.ReadTag()) {
    if (WireFormatLite::GetTagFieldNumber(tag) == field) ++count;
    if (!WireFormatLite::SkipField(&in, tag)) break;
  }
  return count;
}

}  // namespace

class Subscriber final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Subscriber(Subscribers& all, Stub& stub, const grpc::ByteBuffer& request,
             Subscribers::Readers readers)
      : all_(all), request_(request) {
    stub.PrepareBidiStreamingCall(&context_, all.kind_.method, {}, this);
    StartWriteLast(&request_, {});
    if (readers == Subscribers::Readers::kRead) StartRead(&message_);
  }

  void Cancel() { context_.TryCancel(); }
  void Expect(int changes) {
    expected_ = changes;
    delays_.clear();
    delays_.reserve(changes);
    count_.store(0, std::memory_order_release);
  }
  const std::vector<double>& delays() const { return delays_; }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    const int changes =
        all_.kind_.change_field == 0 ? 1 : CountField(message_, all_.kind_.change_field);
    if (changes == 0) all_.Greeted();
    if (changes == 1 && count_ == 0) {
      absl::MutexLock lock(&all_.mutex_);
      all_.sample_ = BytesOf(message_);
    }
    Count(changes);
    StartRead(&message_);
  }
  void OnDone(const grpc::Status&) override { all_.Ended(); }

 private:
  void Count(int changes) {
    const absl::Time now = absl::Now();
    int count = count_.load(std::memory_order_acquire);
    for (int i = 0; i < changes; ++i, ++count) {
      if (count < expected_) {
        delays_.push_back(absl::ToDoubleMilliseconds(now - all_.sent_[count]));
      }
    }
    count_.store(count, std::memory_order_release);
    if (changes > 0 && count == expected_) all_.Complete();
  }

  Subscribers& all_;
  const grpc::ByteBuffer request_;
  grpc::ClientContext context_;
  grpc::ByteBuffer message_;
  std::atomic<int> count_ = 0;
  int expected_ = 0;
  std::vector<double> delays_;
};

Subscribers::Subscribers(const std::string& address, const StreamKind& kind, int count,
                         Readers readers)
    : kind_(kind) {
  Make(address, count, readers);
  for (const auto& subscriber : subscribers_) subscriber->StartCall();
  if (!kind.greets || readers == Readers::kNeverRead) return;
  absl::MutexLock lock(&mutex_);
  auto greeted = [this, count]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return greeted_ >= count; };
  mutex_.Await(absl::Condition(&greeted));
}

Subscribers::Subscribers(const std::string& address, const StreamKind& kind, int count, int changes)
    : kind_(kind) {
  Make(address, count, Readers::kRead);
  Begin(changes);
  for (const auto& subscriber : subscribers_) subscriber->StartCall();
}

void Subscribers::Make(const std::string& address, int count, Readers readers) {
  const grpc::Slice slice(kind_.request);
  const grpc::ByteBuffer request(&slice, 1);
  std::unique_ptr<Stub> stub;
  for (int i = 0; i < count; ++i) {
    if (i % kStreamsOfAConnection == 0) {
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      stub = std::make_unique<Stub>(
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    }
    subscribers_.push_back(std::make_unique<Subscriber>(*this, *stub, request, readers));
  }
}

Subscribers::~Subscribers() {
  for (const auto& subscriber : subscribers_) subscriber->Cancel();
  absl::MutexLock lock(&mutex_);
  auto ended = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return ended_ == static_cast<int>(subscribers_.size());
  };
  mutex_.Await(absl::Condition(&ended));
}

void Subscribers::Begin(int changes) {
  sent_.assign(changes, absl::InfiniteFuture());
  for (const auto& subscriber : subscribers_) subscriber->Expect(changes);
  absl::MutexLock lock(&mutex_);
  complete_ = 0;
}

void Subscribers::Sent(int change) { sent_[change] = absl::Now(); }

bool Subscribers::Await(absl::Duration patience) {
  absl::MutexLock lock(&mutex_);
  auto complete = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return complete_ == static_cast<int>(subscribers_.size());
  };
  return mutex_.AwaitWithTimeout(absl::Condition(&complete), patience);
}

double Subscribers::MedianDelay() const {
  std::vector<double> delays;
  for (const auto& subscriber : subscribers_) {
    delays.insert(delays.end(), subscriber->delays().begin(), subscriber->delays().end());
  }
  return Median(std::move(delays));
}

std::string Subscribers::sample() const {
  absl::MutexLock lock(&mutex_);
  return sample_;
}

void Subscribers::Complete() {
  absl::MutexLock lock(&mutex_);
  ++complete_;
}

void Subscribers::Greeted() {
  absl::MutexLock lock(&mutex_);
  ++greeted_;
}

void Subscribers::Ended() {
  absl::MutexLock lock(&mutex_);
  ++ended_;
}

}  // namespace taqvim::bench
