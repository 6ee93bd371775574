#include "storage/engine/index/name_index.h"

#include <xxhash.h>

namespace taqvim::storage {
namespace {

uint64_t HashOf(Kind kind, std::string_view name) {
  return XXH3_64bits_withSeed(name.data(), name.size(), static_cast<uint64_t>(kind));
}

}  // namespace

NameIndex::Ids NameIndex::MayHave(Kind kind, std::string_view name) const {
  const uint64_t hash = HashOf(kind, name);
  absl::ReaderMutexLock lock(&mutex_);
  return owners_.Find(hash);
}

void NameIndex::Add(Kind kind, std::string_view name, ResourceId id) {
  const Owner owner{HashOf(kind, name), id};
  edits_.Added(owner);
  absl::MutexLock lock(&mutex_);
  owners_.Add(owner.hash, owner.id);
}

void NameIndex::Load(Kind kind, std::string_view name, ResourceId id) {
  const uint64_t hash = HashOf(kind, name);
  absl::MutexLock lock(&mutex_);
  owners_.Add(hash, id);
}

void NameIndex::Expect(size_t count) {
  absl::MutexLock lock(&mutex_);
  owners_.Reserve(count);
}

void NameIndex::Remove(Kind kind, std::string_view name, ResourceId id) {
  edits_.Removed({HashOf(kind, name), id});
}

void NameIndex::UndoTo(const Mark& mark) {
  absl::MutexLock lock(&mutex_);
  edits_.UndoTo(mark, [this](const Owner& owner) {
    mutex_.AssertHeld();
    owners_.Erase(owner.hash, owner.id);
  });
}

void NameIndex::Purge(int64_t oldest) {
  if (!edits_.Purges(oldest)) return;
  absl::MutexLock lock(&mutex_);
  edits_.Purge(oldest, [this](const Owner& owner) {
    mutex_.AssertHeld();
    owners_.Erase(owner.hash, owner.id);
  });
}

}  // namespace taqvim::storage
