// Buffer of the newest revisions as one view shows them, encoded.
#pragma once

#include <cstddef>
#include <deque>

#include "server/watch/chunk.h"

namespace taqvim::watch {

// Holds what was told of all revisions after `from()`; those in which nothing
// matched take no room. Not thread-safe.
class Ring {
 public:
  // Holds nothing, and what follows that revision will be added.
  explicit Ring(int64_t from) : from_(from) {}

  int64_t from() const { return from_; }
  // In order of revisions.
  void Add(Told told) { told_.push_back(std::move(told)); }
  // Drops all up to that revision.
  void DropUpTo(int64_t revision);
  // The number of its last; that of `from` when it holds nothing.
  int64_t last() const { return told_.empty() ? from_ : told_.back().revision.number; }
  // What follows the revision, which is not before `from`: up to about
  // `max_bytes` and 256 revisions, one at least. With the token of the last, unless that is
  // not wanted. Empty when there is nothing.
  Chunk After(int64_t revision, size_t max_bytes, bool with_token) const;

 private:
  int64_t from_;
  std::deque<Told> told_;
};

// Collects revisions to a chunk.
class ChunkBuilder {
 public:
  ChunkBuilder(size_t max_bytes, bool with_token)
      : max_bytes_(max_bytes), with_token_(with_token) {}

  // False, and it is left out, when the chunk is full.
  bool Add(const Told& told);
  Chunk Build();

 private:
  const size_t max_bytes_;
  const bool with_token_;
  size_t bytes_ = 0;
  Chunk chunk_;
  grpc::Slice token_;
};

}  // namespace taqvim::watch
