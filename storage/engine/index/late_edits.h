// Journal of the edits of an index that returns candidates: additions count at once,
// removals late.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace taqvim::storage {

// How much was added and removed since the latest commit.
struct LateMark {
  size_t added = 0;
  size_t removed = 0;
};

// What is added is found at once, before it is committed, and what is removed for
// as long as a snapshot may have it: so the index is right for every snapshot, and
// holds no revisions. `Erase` is called with what is to be found no more. For the
// writer's thread.
template <class Entry>
class LateEdits {
 public:
  LateMark mark() const { return {added_.size(), removed_.size()}; }

  void Added(Entry entry) { added_.push_back(std::move(entry)); }
  void Removed(Entry entry) { removed_.push_back(std::move(entry)); }

  // Makes the edits final; `revision` is the newest that made any.
  void Commit(int64_t revision) {
    for (Entry& entry : removed_) retired_.push_back({revision, std::move(entry)});
    removed_.clear();
    added_.clear();
  }

  // Takes back what came after the mark.
  template <class Erase>
  void UndoTo(const LateMark& mark, Erase erase) {
    for (; added_.size() > mark.added; added_.pop_back()) erase(added_.back());
    removed_.erase(removed_.begin() + static_cast<ptrdiff_t>(mark.removed), removed_.end());
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
