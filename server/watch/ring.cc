#include "server/watch/ring.h"

#include <algorithm>
#include <utility>

namespace taqvim::watch {
namespace {

// Each stream has references of its own to what it shares, some 60 bytes for each
// revision, however small that is.
constexpr size_t kMostRevisionsOfRing = 256;

}  // namespace

bool ChunkBuilder::Add(const Told& told) {
  if (bytes_ > 0 && bytes_ + told.size() > max_bytes_) return false;
  if (chunk_.fields.size() >= kMostRevisionsOfRing) return false;
  bytes_ += told.size();
  chunk_.fields.push_back(told.content);
  chunk_.upto = told.revision;
  token_ = told.token;
  return true;
}

Chunk ChunkBuilder::Build() {
  if (!chunk_.empty() && with_token_) chunk_.fields.push_back(token_);
  return std::move(chunk_);
}

void Ring::DropUpTo(int64_t revision) {
  while (!told_.empty() && told_.front().revision.number <= revision) told_.pop_front();
  from_ = std::max(from_, revision);
}

Chunk Ring::After(int64_t revision, size_t max_bytes, bool with_token) const {
  ChunkBuilder builder(max_bytes, with_token);
  auto next = std::upper_bound(
      told_.begin(), told_.end(), revision,
      [](int64_t number, const Told& told) { return number < told.revision.number; });
  while (next != told_.end() && builder.Add(*next)) ++next;
  return builder.Build();
}

}  // namespace taqvim::watch
