// Index of request ids, by revision, in memory; rebuilt from the log when the store
// opens.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"

namespace taqvim::storage {

// Keyed by a hash of caller and id, so the caller must compare what it finds with the
// row. For the writer's thread alone.
//
// Requests are kept for seven days, by a clock that counts the time between one request
// and the next, but at most an hour of it: when the wall clock jumps, nothing expires
// early. A store that is hardly used keeps requests longer.
class RequestIndex {
 public:
  struct Key {
    uint64_t low, high;
    friend bool operator==(const Key&, const Key&) = default;
    template <class H>
    friend H AbslHashValue(H hash, const Key& key) {
      return H::combine(std::move(hash), key.low);
    }
  };
  static Key KeyOf(std::string_view caller, std::string_view id);

  std::optional<int64_t> Find(const Key& key) const;
  // In order of revisions.
  void Add(const Key& key, int64_t revision, absl::Time time);

  // Adds a request before all others; false, and it is not added, when it has expired.
  bool AddOlder(const Key& key, int64_t revision, absl::Time time);

  // The oldest revision whose request is kept; nullopt when none is.
  std::optional<int64_t> OldestRevision() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.front().revision;
  }

  // How many were added since the latest commit.
  using Mark = size_t;
  Mark mark() const { return added_; }
  void UndoTo(Mark mark);
  void Commit(int64_t /*revision*/) { added_ = 0; }
  // Forgets requests that have expired, a bounded number at once. Whatever is read at
  // which revision: nobody but the writer looks for them. Not before a commit.
  void Purge(int64_t oldest);

 private:
  struct Entry {
    Key key;
    int64_t revision;
    absl::Time time;
    absl::Duration age;  // of the store when it was added
  };

  absl::flat_hash_map<Key, int64_t> revisions_;
  std::deque<Entry> entries_;
  size_t added_ = 0;
};

}  // namespace taqvim::storage
