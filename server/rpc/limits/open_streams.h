// Registry of open streams, which tells each when its caller's rights change.
//
// A unary call keeps the rights with which it began, as it is soon over. A stream
// registers with the identity that it began with, and is told when grants change, when
// its token is revoked, and when its token or certificate expires.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/access/directory.h"

namespace taqvim::rpc {

// Thread-safe.
class OpenStreams {
 public:
  using Clock = std::function<absl::Time()>;
  // Called with the caller and its present rights; or with UNAUTHENTICATED, with a
  // sentence for the log, when its credentials are no longer valid: then the stream
  // must end within a second, and is not called again.
  using Changed = std::function<void(const absl::StatusOr<access::Identity>&)>;

  // Registration of a stream, until it is destroyed.
  class Entry {
   public:
    Entry() = default;
    Entry(OpenStreams* streams, int64_t number) : streams_(streams), number_(number) {}
    Entry(Entry&& other) noexcept { *this = std::move(other); }
    Entry& operator=(Entry&& other) noexcept;
    // Ends the registration. The stream is not called any more once this returns: it
    // waits for a call that is running, unless it is called from within that.
    ~Entry() { Leave(); }
    void Leave();

   private:
    OpenStreams* streams_ = nullptr;
    int64_t number_ = 0;
  };

  // Both outlive this. `now` is called on this object's thread.
  OpenStreams(access::Directory& directory, Clock now);
  // All registrations must have ended.
  ~OpenStreams();

  // Registers a stream. `changed` is called on a thread that all streams share, so it
  // must be short and must not wait. It is called first when the rights have changed
  // since the identity was made, so nothing is missed between authentication and this.
  Entry Enter(access::Identity identity, Changed changed);

  int size() const;
  // The tokens of their callers, by resource name.
  std::set<std::string> Tokens() const;

 private:
  struct Stream {
    access::Identity identity;
    Changed changed;
  };

  void Run();
  bool HasNews() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return changed_ || stop_ || !entered_.empty();
  }
  absl::Time NextEnd() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<int64_t> All() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell(int64_t number) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<access::Identity> Renew(const access::Identity& identity) const;
  void Leave(int64_t number);

  access::Directory& directory_;
  const Clock now_;
  mutable absl::Mutex mutex_;
  std::map<int64_t, Stream> streams_ ABSL_GUARDED_BY(mutex_);
  int64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t told_ ABSL_GUARDED_BY(mutex_) = 0;              // the one that is told something now
  std::vector<int64_t> entered_ ABSL_GUARDED_BY(mutex_);  // and not told anything yet
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;          // what anybody may do
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  int listener_ = 0;
  std::thread thread_;
};

}  // namespace taqvim::rpc
