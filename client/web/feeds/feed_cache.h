// The bytes of feeds that were asked for lately.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// A feed as it is sent.
struct FeedBytes {
  Bytes bytes;
  std::string etag;
};

// Of what, as the copy with its version, and of which day in UTC a feed was made.
struct FeedEdition {
  std::string version;
  absl::CivilDay day;

  bool operator==(const FeedEdition& other) const {
    return version == other.version && day == other.day;
  }
};

// Keeps the bytes of an address until it has kept too many of others since; of an edition that is
// no longer the one that is asked for it has none. Thread-safe.
class FeedCache {
 public:
  // How many bytes to keep, and of how many addresses, which any caller can make up.
  explicit FeedCache(size_t bytes = size_t{64} << 20, size_t addresses = 4'096)
      : most_bytes_(bytes), most_addresses_(addresses) {}

  std::optional<FeedBytes> Find(const std::string& address, const FeedEdition& edition);
  void Put(const std::string& address, const FeedEdition& edition, FeedBytes feed);

 private:
  struct Kept {
    std::string address;
    FeedEdition edition;
    FeedBytes feed;
  };
  using Row = std::list<Kept>::iterator;
  void Drop(Row row) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t most_bytes_;
  const size_t most_addresses_;
  absl::Mutex mutex_;
  // The one that was used last first.
  std::list<Kept> kept_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, Row> rows_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace taqvim::web
