// Multi-version ordered index in memory: one writer edits it, readers see it as of a
// revision.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "proto/check.h"

namespace taqvim::storage {

// The revision at which the writer reads its own edits: all that is added and not
// removed.
inline constexpr int64_t kCurrent = std::numeric_limits<int64_t>::max() - 1;

// Entries live in shards, each of a few buckets, ordered by key within a
// bucket. An edit is tagged with the revision that makes it, and is seen at that
// revision and later ones; so edits of a transaction that is not committed yet
// harm no reader. Edits since the latest `Commit` can be undone back to any
// mark. Removed entries stay until `Purge`.
//
// Keys must be unique for all time: end them with a serial number. Edits are
// for one thread; `Read` is for all.
template <class Key, class Payload, size_t kBuckets = 1>
class VersionedIndex {
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  struct Entry {
    [[no_unique_address]] Payload payload;
    int64_t added;
    int64_t removed;
  };
  using Tree = absl::btree_map<Key, Entry>;
  using Shard = std::array<Tree, kBuckets>;

 public:
  using Mark = size_t;
  struct Place {
    int64_t shard;
    size_t bucket;
    Key key;
  };

  void Add(const Place& place, const Payload& payload, int64_t revision) {
    absl::MutexLock lock(&mutex_);
    Tree& tree = shards_[place.shard][place.bucket];
    // Most keys are new ends.
    tree.emplace_hint(tree.end(), place.key, Entry{payload, revision, kNever});
    journal_.push_back({place, true});
  }

  // Adds an entry that is stored when the store opens: final at once, and seen at
  // every revision. Only before anybody reads.
  void Load(const Place& place, const Payload& payload) {
    absl::MutexLock lock(&mutex_);
    Tree& tree = shards_[place.shard][place.bucket];
    tree.emplace_hint(tree.end(), place.key, Entry{payload, 0, kNever});
  }

  // The entry must exist and not be removed.
  void Remove(const Place& place, int64_t revision) {
    absl::MutexLock lock(&mutex_);
    int64_t& removed = Find(place)->second.removed;
    CHECK(removed == kNever);
    removed = revision;
    journal_.push_back({place, false});
  }

  Mark mark() const { return journal_.size(); }

  void UndoTo(Mark mark) {
    if (journal_.size() == mark) return;
    absl::MutexLock lock(&mutex_);
    for (; journal_.size() > mark; journal_.pop_back()) {
      const Edit& edit = journal_.back();
      if (edit.added) {
        Erase(edit.place);
      } else {
        Find(edit.place)->second.removed = kNever;
      }
    }
  }

  // Makes the edits final; `revision` is the newest that made any.
  void Commit(int64_t revision) {
    for (const Edit& edit : journal_) {
      if (!edit.added) retired_.push_back({revision, edit.place});
    }
    journal_.clear();
  }

  // Frees the entries that are removed for every reader at `oldest` or later.
  void Purge(int64_t oldest) {
    if (retired_.empty() || retired_.front().revision > oldest) return;
    absl::MutexLock lock(&mutex_);
    for (; !retired_.empty() && retired_.front().revision <= oldest; retired_.pop_front()) {
      Erase(retired_.front().place);
    }
  }

  // How many entries a shard has, removed ones too until they are purged.
  size_t Count(int64_t shard) const {
    absl::ReaderMutexLock lock(&mutex_);
    auto found = shards_.find(shard);
    if (found == shards_.end()) return 0;
    size_t count = 0;
    for (const Tree& tree : found->second) count += tree.size();
    return count;
  }

  // One shard, as of a revision.
  class View {
   public:
    // Calls `visit(key, payload)` for the entries of a bucket, in order from the
    // first key not below `from`, while it returns true.
    template <class Visit>
    void Scan(size_t bucket, const Key& from, Visit visit) const {
      const Tree& tree = shard_[bucket];
      for (auto entry = FirstNotBelow(tree, from); entry != tree.end(); ++entry) {
        bool seen = entry->second.added <= revision_ && revision_ < entry->second.removed;
        if (seen && !visit(entry->first, entry->second.payload)) return;
      }
    }

   private:
    friend class VersionedIndex;
    // New bookings mostly lie behind all that are booked: a few steps back from the end
    // touch one node, where a descent touches one a level, and the nodes of such a
    // large index are in no processor cache.
    static typename Tree::const_iterator FirstNotBelow(const Tree& tree, const Key& from) {
      constexpr int kSteps = 4;
      auto entry = tree.end();
      for (int step = 0; step < kSteps; ++step) {
        if (entry == tree.begin()) return entry;
        const auto previous = std::prev(entry);
        if (previous->first < from) return entry;
        entry = previous;
      }
      return tree.lower_bound(from);
    }

    View(const Shard& shard, int64_t revision) : shard_(shard), revision_(revision) {}
    const Shard& shard_;
    const int64_t revision_;
  };

  // Calls `look(view)` with the shard, unless it is empty. No edit is made meanwhile,
  // and `look` must not make one. kCurrent is for the thread that edits, which takes no
  // lock to read what only it changes.
  template <class Look>
  void Read(int64_t shard, int64_t revision, Look look) const {
    if (revision == kCurrent) return Show(shard, revision, look);
    absl::ReaderMutexLock lock(&mutex_);
    Show(shard, revision, look);
  }

 private:
  struct Edit {
    Place place;
    bool added;
  };
  struct Retired {
    int64_t revision;
    Place place;
  };

  // With the lock or on the thread that edits, which needs none: two ways to have a right
  // that the analysis has no words for.
  template <class Look>
  void Show(int64_t shard, int64_t revision, Look& look) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    auto found = shards_.find(shard);
    if (found != shards_.end()) look(View(found->second, revision));
  }

  typename Tree::iterator Find(const Place& place) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto shard = shards_.find(place.shard);
    CHECK(shard != shards_.end());
    Tree& tree = shard->second[place.bucket];
    const auto entry = tree.find(place.key);
    CHECK(entry != tree.end());
    return entry;
  }

  void Erase(const Place& place) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    auto found = shards_.find(place.shard);
    found->second[place.bucket].erase(place.key);
    for (const Tree& tree : found->second) {
      if (!tree.empty()) return;
    }
    shards_.erase(found);
  }

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<int64_t, Shard> shards_ ABSL_GUARDED_BY(mutex_);
  std::vector<Edit> journal_;    // the writer's
  std::deque<Retired> retired_;  // the writer's, by revision
};

}  // namespace taqvim::storage
