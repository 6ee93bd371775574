// A subscriber that keeps all that it is told.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "client/subscriber.h"
#include "tests/watch/history.h"

namespace taqvim::watching {

struct WatcherKind {
  std::string name;
  Interest interest;
  bool snapshot = true;
  // Whether it is stopped and goes on now and then.
  bool restless = false;
  // Whether it takes its time with each delivery.
  bool slow = false;
};

// What was told between one snapshot, or the beginning, and the next.
struct Segment {
  bool snapshot = false;
  absl::Status reason;
  std::vector<v1::WatchChangesResponse> told;
  // How often it was gone on with, after a stop and after an interruption.
  int resumed = 0;
  int interrupted = 0;
};

// Thread-safe, but for Begin, End and Pull.
class Watcher {
 public:
  Watcher(WatcherKind kind, std::shared_ptr<grpc::Channel> channel);

  // Goes on after the last token, or begins.
  void Begin();
  void End();
  // While it is ended: reads by pull, in pages of that size, what there is after its token, and
  // goes on after that. Nothing when its snapshot is not complete.
  void Pull(client::Client& client, int page_size);

  const WatcherKind& kind() const { return kind_; }
  // Waits until it is told that it has all up to the token; false when it is not by
  // then.
  bool WaitFor(const std::string& token, absl::Time deadline) const;
  std::vector<Segment> segments() const;
  // The same, and keeps none of it: what is told next continues the last of them.
  std::vector<Segment> TakeSegments();

 private:
  absl::Status Take(const client::Delivery& told);

  const WatcherKind kind_;
  const std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
  mutable absl::Mutex mutex_;
  std::vector<Segment> segments_ ABSL_GUARDED_BY(mutex_);
  std::string newest_ ABSL_GUARDED_BY(mutex_);
  bool told_snapshot_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<client::Subscriber> subscriber_;
};

}  // namespace taqvim::watching
