#include "tests/privacy/watches.h"

#include <optional>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "gtest/gtest.h"
#include "server/rpc/calls/changes.h"

namespace taqvim::privacy {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using v1::WatchChangesResponse;

watch::HubOptions SmallHub() {
  return {.ring_bytes = 20'000,
          .chunk_bytes = 4'000,
          // Nobody reads while other questions are asked.
          .stall = absl::Hours(10),
          .tick = absl::Milliseconds(1),
          .steady = [begin = absl::Now()] { return absl::Now() - begin; }};
}

// The response's bytes but for its token and the mark.
std::string ContentOf(const std::string& bytes) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  std::string content;
  uint32_t tag = 0;
  for (int begin = 0; (tag = in.ReadTag()) != 0; begin = in.CurrentPosition()) {
    EXPECT_TRUE(WireFormatLite::SkipField(&in, tag));
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field == WatchChangesResponse::kRevisionTokenFieldNumber ||
        field == WatchChangesResponse::kSnapshotCompleteFieldNumber) {
      continue;
    }
    content.append(bytes, begin, in.CurrentPosition() - begin);
  }
  return content;
}

}  // namespace

// Keeps what it is given. Thread-safe.
class Reader final : public watch::Stream {
 public:
  // Takes what has come, if anything has.
  void Take(watch::Hub& hub) {
    if (std::optional<std::string> bytes = TakeBytes()) {
      Read(*bytes);
      hub.Written(*this, true);
    }
  }
  // Waits until something comes, or it is ended.
  void Await() {
    absl::MutexLock lock(&mutex_);
    auto some = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return waiting_.has_value() || end_.has_value();
    };
    mutex_.Await(absl::Condition(&some));
  }
  bool ended() {
    absl::MutexLock lock(&mutex_);
    return end_.has_value();
  }
  const std::string& token() const { return token_; }

  // All that came by then, when the newest revision was that.
  std::string Told(const storage::Revision& newest) {
    absl::MutexLock lock(&mutex_);
    if (end_) return ErrorBytes(*end_);
    WatchChangesResponse mark;
    mark.set_snapshot_complete(complete_);
    return AnswerBytes(content_ + mark.SerializeAsString(), newest);
  }

  void Write(const grpc::ByteBuffer& response) override {
    grpc::Slice bytes;
    EXPECT_TRUE(response.DumpToSingleSlice(&bytes).ok());
    absl::MutexLock lock(&mutex_);
    waiting_.emplace(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  }
  void Finish(const absl::Status& status) override {
    absl::MutexLock lock(&mutex_);
    end_ = status;
  }
  void Cancel() override {}
  absl::Status CheckRights() override { return absl::OkStatus(); }

 private:
  std::optional<std::string> TakeBytes() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(waiting_, std::nullopt);
  }
  void Read(const std::string& bytes) {
    WatchChangesResponse response;
    EXPECT_TRUE(response.ParseFromString(bytes));
    content_ += ContentOf(bytes);
    if (!response.revision_token().empty()) token_ = response.revision_token();
    complete_ = complete_ || response.snapshot_complete();
  }

  absl::Mutex mutex_;
  std::optional<std::string> waiting_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  // The taker's.
  std::string content_;
  std::string token_;
  bool complete_ = false;
};

Watches::Watches(Twins& twins) : twins_(twins) {
  for (int twin : {0, 1}) {
    hubs_[twin] = std::make_unique<watch::Hub>(twins_.of(twin).store(),
                                               rpc::TokensOf(twins_.TokensOf(twin)), SmallHub());
  }
}

Watches::~Watches() {
  for (const Watch& watch : watches_) Leave(watch);
  for (int twin : {0, 1}) twins_.of(twin).store().RunPendingReads();
}

void Watches::Begin(const access::Rights& rights, const v1::WatchChangesRequest& request) {
  Watch& watch = watches_.emplace_back(Watch{rights, request, {}});
  for (int twin : {0, 1}) {
    auto start = rpc::ToStart(request, std::make_shared<const access::Rights>(rights),
                              twins_.TokensOf(twin));
    ASSERT_TRUE(start.ok()) << start.status();
    // It soon says where it is when there is nothing to tell.
    start->progress_interval = absl::Milliseconds(1);
    watch.readers[twin] = new Reader();
    hubs_[twin]->Join(*watch.readers[twin], *start);
  }
}

void Watches::GoOn() {
  for (int twin : {0, 1}) {
    twins_.of(twin).store().RunPendingReads();
    for (const Watch& watch : watches_) watch.readers[twin]->Take(*hubs_[twin]);
  }
}

void Watches::Finish(int twin, Reader& reader) {
  storage::ManualStore& store = twins_.of(twin).store();
  const std::string newest = twins_.TokensOf(twin).Encode(store.newest_revision());
  while (reader.token() != newest && !reader.ended()) {
    store.RunPendingReads();
    reader.Await();
    reader.Take(*hubs_[twin]);
  }
}

std::vector<Watches::Told> Watches::End() {
  std::vector<Told> all;
  for (const Watch& watch : watches_) {
    Told& told = all.emplace_back(Told{watch.rights, watch.request, {}});
    for (int twin : {0, 1}) {
      Finish(twin, *watch.readers[twin]);
      told.bytes[twin] = watch.readers[twin]->Told(twins_.of(twin).store().newest_revision());
    }
    Leave(watch);
  }
  watches_.clear();
  return all;
}

void Watches::Leave(const Watch& watch) {
  for (int twin : {0, 1}) {
    hubs_[twin]->Left(*watch.readers[twin]);
    watch.readers[twin]->Unref();
  }
}

}  // namespace taqvim::privacy
