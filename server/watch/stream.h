// A watcher's stream: the interface by which the hub drives the transport, and what the
// hub keeps of it.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/watch/large_revision.h"
#include "server/watch/snapshot_reader.h"
#include "server/watch/timer_wheel.h"
#include "storage/revision.h"

namespace taqvim::watch {

class StreamList;
struct Audience;

// Lives as long as somebody refers to it; the first reference is its maker's.
// What the subclass does must be thread-safe, and nothing of it may wait or call
// the hub.
class Stream : public Timer {
 public:
  void Ref() { references_.fetch_add(1, std::memory_order_relaxed); }
  void Unref() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  // Sends a response; Hub::Written follows. Does nothing once it was finished.
  virtual void Write(const grpc::ByteBuffer& response) = 0;
  // Ends it; Hub::Left follows. Does nothing the second time.
  virtual void Finish(const absl::Status& status) = 0;
  // Ends it although the reader takes nothing. Does nothing once it has left.
  virtual void Cancel() = 0;
  // OK while its caller's rights are those with which it began; else with what it
  // is to be ended.
  virtual absl::Status CheckRights() = 0;

 protected:
  virtual ~Stream() = default;

 private:
  friend class StreamStates;
  friend class StreamList;

  // What follows is StreamStates', under the lock of the streams, but for the snapshot: while
  // a page of it is read, that is the reader's.
  enum class Phase : uint8_t {
    kWriting,   // a response is on its way
    kReading,   // a page of its snapshot is being read
    kBehind,    // it waits for the thread that reads the log
    kIdle,      // it has all
    kFinished,  // it was told to end
  };

  std::atomic<int> references_ = 1;
  Phase phase_ = Phase::kIdle;
  bool greeted_ = false;  // something was sent
  bool trusted_ = false;  // the position is known to be one of this history
  int list_index_ = 0;    // in the list
  StreamList* list_ = nullptr;
  std::shared_ptr<Audience> audience_;
  // All that matches up to here was given to the stream; and of the revision after it,
  // so much.
  storage::Revision position_;
  Inside inside_;
  absl::Duration progress_interval_;
  // When the last response was sent, or, of a finished stream, the end.
  absl::Duration last_sent_;
  std::unique_ptr<SnapshotReader> snapshot_;  // until its mark is sent
};

// A reference.
class StreamRef {
 public:
  explicit StreamRef(Stream& stream) : stream_(&stream) { stream.Ref(); }
  StreamRef(StreamRef&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  StreamRef(const StreamRef& other) : stream_(other.stream_) { stream_->Ref(); }
  StreamRef& operator=(StreamRef&& other) noexcept {
    std::swap(stream_, other.stream_);
    return *this;
  }
  ~StreamRef() {
    if (stream_ != nullptr) stream_->Unref();
  }
  Stream& operator*() const { return *stream_; }
  Stream* operator->() const { return stream_; }

 private:
  Stream* stream_;
};

// Streams in no order; each is in one list at most. Not thread-safe.
class StreamList {
 public:
  void Add(Stream& stream);
  // Does nothing when it is in no list.
  static void Remove(Stream& stream);
  // Takes all out.
  std::vector<Stream*> TakeAll();
  const std::vector<Stream*>& streams() const { return streams_; }

 private:
  std::vector<Stream*> streams_;
};

}  // namespace taqvim::watch
