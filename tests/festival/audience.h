// Somebody who watches with rights and a filter of their own, and keeps no copy: of what was
// told there stays a fingerprint a revision.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "taqvim/v1/change_service.pb.h"
#include "tests/watch/history.h"

namespace taqvim::festival {

// Of a revision, with its number, so that two alike tell the same.
using Told = std::vector<std::pair<int64_t, size_t>>;
Told FingerprintsOf(const std::vector<v1::Revision>& revisions);

struct AudienceKind {
  std::string name;
  // Shown to the server; empty for nobody's.
  std::string access_token;
  watching::Interest interest;
};

// Reads one stream, in a thread of its own.
class Audience {
 public:
  // Begins after the token; `on_part` is called when a part has come after which more of
  // the same revision follows.
  Audience(
      AudienceKind kind, std::shared_ptr<grpc::Channel> channel, const std::string& after,
      std::function<void()> on_part = [] {});
  ~Audience();

  const AudienceKind& kind() const { return kind_; }
  // Waits until it is told that it has all up to the newest token, which is asked for again
  // while it waits, since the server writes by itself, too; and ends. Fails the test when it
  // is not in time.
  Told EndAt(const std::function<std::string()>& newest);

 private:
  void Read(const std::string& after, const std::function<void()>& on_part);
  void Take(v1::WatchChangesResponse& response);

  const AudienceKind kind_;
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  std::string ended_ ABSL_GUARDED_BY(mutex_);
  Told told_ ABSL_GUARDED_BY(mutex_);
  v1::Revision parts_;  // of the thread
  std::thread thread_;
};

// What the server lists of the same, after that token.
Told Listed(const AudienceKind& kind, const std::string& server, const std::string& after);

// A stream of everything that nobody reads, until it is caught up with.
class StoppedReader {
 public:
  StoppedReader(std::shared_ptr<grpc::Channel> channel, const std::string& after);
  ~StoppedReader();
  // Reads what the server has for it by now, and what it missed, up to the newest token.
  // Fails the test when it does not come there in time.
  Told ReadUpTo(const std::function<std::string()>& newest);

 private:
  struct Stream;
  std::unique_ptr<Stream> Open(const std::string& after) const;

  const std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace taqvim::festival
