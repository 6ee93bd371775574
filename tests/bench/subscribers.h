// Many streams of one client that count what comes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::bench {

// Which messages a stream has, and how many changes are in one.
struct StreamKind {
  std::string method;   // as gRPC spells it
  std::string request;  // its bytes
  // A field of the messages that stands once for each change; 0: a message is one.
  int change_field = 0;
  // Whether each stream begins with a message without changes.
  bool greets = false;
};

class Subscriber;

// Streams to one server, so many a connection. Thread-safe.
class Subscribers {
 public:
  enum class Readers { kRead, kNeverRead };

  // Returns once all stand: where the streams greet, when all were greeted. Readers
  // that never read are only there; nothing else is to be called of them.
  Subscribers(const std::string& address, const StreamKind& kind, int count,
              Readers readers = Readers::kRead);
  // Streams that are told so many changes from the beginning, as if Begin were called.
  Subscribers(const std::string& address, const StreamKind& kind, int count, int changes);
  // Cancels all, and waits for their ends.
  ~Subscribers();

  // Forgets what was counted. The k-th change from now on is taken to be sent at
  // the k-th time that Sent is called.
  void Begin(int changes);
  void Sent(int change);
  // Waits until every stream has all; false when that takes longer.
  bool Await(absl::Duration patience);
  // The median of every change and stream, in milliseconds; after Await.
  double MedianDelay() const;
  // The bytes of the last message with one change, from any stream.
  std::string sample() const;

 private:
  friend class Subscriber;
  void Make(const std::string& address, int count, Readers readers);
  void Complete();
  void Greeted();
  void Ended();

  const StreamKind kind_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
  std::vector<absl::Time> sent_;
  mutable absl::Mutex mutex_;
  int greeted_ ABSL_GUARDED_BY(mutex_) = 0;
  int complete_ ABSL_GUARDED_BY(mutex_) = 0;
  int ended_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string sample_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::bench
