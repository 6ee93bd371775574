// An ordered index in memory that one writer edits and that readers see as of a
// revision.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::storage {

// The revision at which the writer reads: what it has added and not removed.
inline constexpr int64_t kCurrent = std::numeric_limits<int64_t>::max() - 1;

// Entries live in shards, ordered by key within each. An edit is tagged with
// the revision that makes it, and is seen at that revision and later ones; so
// edits of a transaction that is not committed yet harm no reader. Edits since
// the latest `Commit` can be undone back to any mark. Removed entries stay
// until `Purge`.
//
// Keys must be unique for all time: end them with a serial number. Edits are
// for one thread; `Scan` is for all.
template <class Key, class Payload>
class VersionedIndex {
 public:
  using Mark = size_t;

  void Add(int64_t shard, const Key& key, const Payload& payload, int64_t revision) {
    absl::MutexLock lock(&mutex_);
    std::unique_ptr<Tree>& tree = shards_[shard];
    if (tree == nullptr) tree = std::make_unique<Tree>();
    tree->emplace(key, Entry{payload, revision, kNever});
    journal_.push_back({shard, key, true});
  }

  // The entry must exist and not be removed.
  void Remove(int64_t shard, const Key& key, int64_t revision) {
    absl::MutexLock lock(&mutex_);
    shards_.find(shard)->second->find(key)->second.removed = revision;
    journal_.push_back({shard, key, false});
  }

  Mark mark() const { return journal_.size(); }

  void UndoTo(Mark mark) {
    absl::MutexLock lock(&mutex_);
    for (; journal_.size() > mark; journal_.pop_back()) {
      const Edit& edit = journal_.back();
      if (edit.added) {
        Erase(edit.shard, edit.key);
      } else {
        shards_.find(edit.shard)->second->find(edit.key)->second.removed = kNever;
      }
    }
  }

  // Makes the edits final; `revision` is the newest that made any.
  void Commit(int64_t revision) {
    for (const Edit& edit : journal_) {
      if (!edit.added) retired_.push_back({revision, edit.shard, edit.key});
    }
    journal_.clear();
  }

  // Forgets what is removed for every reader at `oldest` or later.
  void Purge(int64_t oldest) {
    if (retired_.empty() || retired_.front().revision > oldest) return;
    absl::MutexLock lock(&mutex_);
    for (; !retired_.empty() && retired_.front().revision <= oldest; retired_.pop_front()) {
      Erase(retired_.front().shard, retired_.front().key);
    }
  }

  // Calls `visit(key, payload)` for the entries of a shard that are seen at the
  // revision, in order from the first key not below `from`, while it returns
  // true.
  template <class Visit>
  void Scan(int64_t shard, const Key& from, int64_t revision, Visit visit) const {
    absl::ReaderMutexLock lock(&mutex_);
    auto found = shards_.find(shard);
    if (found == shards_.end()) return;
    const Tree& tree = *found->second;
    for (auto entry = tree.lower_bound(from); entry != tree.end(); ++entry) {
      bool seen = entry->second.added <= revision && revision < entry->second.removed;
      if (seen && !visit(entry->first, entry->second.payload)) return;
    }
  }

 private:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  struct Entry {
    Payload payload;
    int64_t added;
    int64_t removed;
  };
  using Tree = absl::btree_map<Key, Entry>;
  struct Edit {
    int64_t shard;
    Key key;
    bool added;
  };
  struct Retired {
    int64_t revision;
    int64_t shard;
    Key key;
  };

  void Erase(int64_t shard, const Key& key) {
    auto found = shards_.find(shard);
    found->second->erase(key);
    if (found->second->empty()) shards_.erase(found);
  }

  mutable absl::Mutex mutex_;  // guards shards_ against readers
  absl::flat_hash_map<int64_t, std::unique_ptr<Tree>> shards_;
  std::vector<Edit> journal_;    // the writer's
  std::deque<Retired> retired_;  // the writer's, by revision
};

}  // namespace taqvim::storage
