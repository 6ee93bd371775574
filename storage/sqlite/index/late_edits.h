// The edits of an index that proposes what rows decide.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace taqvim::storage {

// What is added is found at once, before it is committed, and what is removed for
// as long as a snapshot may have it: so the index is right for every snapshot, and
// holds no revisions. `Erase` is called with what is to be found no more. For the
// writer's thread.
template <class Entry>
class LateEdits {
 public:
  void Added(Entry entry) { added_.push_back(std::move(entry)); }
  void Removed(Entry entry) { removed_.push_back(std::move(entry)); }

  // Makes the edits final; `revision` is the newest that made any.
  void Commit(int64_t revision) {
    for (Entry& entry : removed_) retired_.push_back({revision, std::move(entry)});
    removed_.clear();
    added_.clear();
  }

  // Takes back what was not committed.
  template <class Erase>
  void Undo(Erase erase) {
    for (; !added_.empty(); added_.pop_back()) erase(added_.back());
    removed_.clear();
  }

  // Whether anything is removed for every reader at `oldest` or later.
  bool Purges(int64_t oldest) const {
    return !retired_.empty() && retired_.front().revision <= oldest;
  }
  template <class Erase>
  void Purge(int64_t oldest, Erase erase) {
    for (; Purges(oldest); retired_.pop_front()) erase(retired_.front().entry);
  }

 private:
  struct Retired {
    int64_t revision;
    Entry entry;
  };

  // Since the latest commit.
  std::vector<Entry> added_, removed_;
  std::deque<Retired> retired_;  // by revision
};

}  // namespace taqvim::storage
