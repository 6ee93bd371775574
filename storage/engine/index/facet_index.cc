#include "storage/engine/index/facet_index.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace taqvim::storage {
namespace {

constexpr uint32_t kAllTags = (1u << 24) - 1;
constexpr DayRange kAllDays = {.first = std::numeric_limits<int32_t>::min()};

bool HasTags(uint32_t tags, const std::vector<uint32_t>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [tags](uint32_t some) { return (tags & some) != 0; });
}

bool Meets(const DayRange& range, const FacetFilter& filter) {
  const DayRange& days = *filter.days;
  return filter.throughout ? range.first <= days.first && days.last <= range.last
                           : range.Overlaps(days);
}

bool AnyMeets(const std::vector<DayRange>& ranges, const FacetFilter& filter) {
  // Ordered and apart, so their ends are in order, too.
  auto range =
      std::lower_bound(ranges.begin(), ranges.end(), filter.days->first,
                       [](const DayRange& one, int32_t first) { return one.last < first; });
  return range != ranges.end() && Meets(*range, filter);
}

}  // namespace

FacetIndex::Version FacetIndex::VersionOf(const std::optional<Facets>& facets) {
  if (!facets.has_value()) return {kAllTags, {kAllDays}};
  return {facets->tags & kAllTags, facets->days};
}

FacetIndex::Record FacetIndex::Bound(Kind kind, const std::vector<Version>& versions) {
  Record record{.first = std::numeric_limits<int32_t>::max(),
                .last = std::numeric_limits<int32_t>::min(),
                .tags = 0,
                .kind = static_cast<uint32_t>(kind),
                .several = versions.size() > 1 ? 1u : 0u};
  for (const Version& version : versions) {
    record.tags |= version.tags;
    if (version.days.empty()) continue;
    record.first = std::min(record.first, version.days.front().first);
    record.last = std::max(record.last, version.days.back().last);
    if (version.days.size() > 1) record.several = 1;
  }
  return record;
}

FacetIndex::Record& FacetIndex::RecordOf(ResourceId id) {
  const auto chunk = static_cast<size_t>(id / kChunk);
  while (chunks_.size() <= chunk) chunks_.push_back(nullptr);
  if (chunks_[chunk] == nullptr) chunks_[chunk] = std::make_unique<Chunk>();
  return (*chunks_[chunk])[id % kChunk];
}

const FacetIndex::Record* FacetIndex::FindRecord(ResourceId id) const {
  const auto chunk = static_cast<size_t>(id / kChunk);
  if (chunk >= chunks_.size() || chunks_[chunk] == nullptr) return nullptr;
  return &(*chunks_[chunk])[id % kChunk];
}

bool FacetIndex::Meets(const Record& record, ResourceId id, const FacetFilter& filter) const {
  if (record.kind != static_cast<uint32_t>(filter.kind)) return false;
  if (!HasTags(record.tags, filter.tags)) return false;
  if (filter.days && !storage::Meets({record.first, record.last}, filter)) return false;
  if (!record.several) return true;
  const std::vector<Version>& versions = several_.find(id)->second;
  return std::any_of(versions.begin(), versions.end(), [&](const Version& version) {
    return HasTags(version.tags, filter.tags) && (!filter.days || AnyMeets(version.days, filter));
  });
}

void FacetIndex::InsertVersion(Record& record, const Entry& entry) {
  std::vector<Version> versions;
  auto known = several_.find(entry.id);
  if (known != several_.end()) {
    versions = std::move(known->second);
  } else if (record.kind != 0) {
    Version& only = versions.emplace_back();
    only.tags = record.tags;
    if (record.first <= record.last) only.days.push_back({record.first, record.last});
  }
  versions.push_back(VersionOf(entry.facets));
  record = Bound(entry.kind, versions);
  if (record.several) several_[entry.id] = std::move(versions);
}

void FacetIndex::Insert(const Entry& entry) {
  InsertVersion(RecordOf(entry.id), entry);
  if (!entry.facets.has_value()) {
    std::vector<ResourceId>& unknown = unknown_[entry.kind];
    unknown.insert(std::upper_bound(unknown.begin(), unknown.end(), entry.id), entry.id);
    return;
  }
  for (uint64_t key : entry.facets->keys) keys_.Add(key, entry.id);
  for (const DayRange& days : entry.facets->days) days_.Add(days, entry.id);
  starts_.Add(entry.facets->starts, entry.id);
}

void FacetIndex::EraseVersion(Record& record, const Entry& entry) {
  auto known = several_.find(entry.id);
  if (known == several_.end()) {
    record = {};
    return;
  }
  std::vector<Version>& versions = known->second;
  versions.erase(std::find(versions.begin(), versions.end(), VersionOf(entry.facets)));
  record = versions.empty() ? Record{} : Bound(entry.kind, versions);
  if (!record.several) several_.erase(known);
}

void FacetIndex::Erase(const Entry& entry) {
  EraseVersion(RecordOf(entry.id), entry);
  if (!entry.facets.has_value()) {
    std::vector<ResourceId>& unknown = unknown_[entry.kind];
    unknown.erase(std::lower_bound(unknown.begin(), unknown.end(), entry.id));
    return;
  }
  for (uint64_t key : entry.facets->keys) keys_.Erase(key, entry.id);
  for (const DayRange& days : entry.facets->days) days_.Erase(days, entry.id);
  starts_.Erase(entry.facets->starts, entry.id);
}

void FacetIndex::Add(ResourceId id, Kind kind, const std::optional<Facets>& facets) {
  Entry entry{id, kind, facets};
  {
    absl::MutexLock lock(&mutex_);
    Insert(entry);
  }
  edits_.Added(std::move(entry));
}

void FacetIndex::Load(ResourceId id, Kind kind, std::optional<Facets> facets) {
  absl::MutexLock lock(&mutex_);
  Insert({id, kind, std::move(facets)});
}

void FacetIndex::Remove(ResourceId id, Kind kind, const std::optional<Facets>& facets) {
  edits_.Removed({id, kind, facets});
}

void FacetIndex::UndoTo(const Mark& mark) {
  absl::MutexLock lock(&mutex_);
  edits_.UndoTo(mark, [this](const Entry& entry) {
    mutex_.AssertHeld();
    Erase(entry);
  });
}

void FacetIndex::Purge(int64_t oldest) {
  if (!edits_.Purges(oldest)) return;
  absl::MutexLock lock(&mutex_);
  edits_.Purge(oldest, [this](const Entry& entry) {
    mutex_.AssertHeld();
    Erase(entry);
  });
}

ResourceId FacetIndex::end() const {
  absl::ReaderMutexLock lock(&mutex_);
  return static_cast<ResourceId>(chunks_.size()) * kChunk;
}

bool FacetIndex::MayHaveTags(ResourceId id, uint32_t tags) const {
  absl::ReaderMutexLock lock(&mutex_);
  const Record* record = FindRecord(id);
  return record != nullptr && (record->tags & tags) != 0;
}

void FacetIndex::Keep(const FacetFilter& filter, std::vector<ResourceId>& ids) const {
  absl::ReaderMutexLock lock(&mutex_);
  std::erase_if(ids, [&](ResourceId id) ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    const Record* record = FindRecord(id);
    return record == nullptr || !Meets(*record, id, filter);
  });
}

void FacetIndex::Walk(const FacetFilter& filter, ResourceId begin, ResourceId end,
                      std::vector<ResourceId>& ids) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (ResourceId id = begin; id < end; ++id) {
    const Record* record = FindRecord(id);
    if (record == nullptr) {
      id |= kChunk - 1;  // none of the chunk is there
    } else if (Meets(*record, id, filter)) {
      ids.push_back(id);
    }
  }
}

void FacetIndex::AddWithKey(uint64_t key, Kind kind, ResourceId after,
                            std::vector<ResourceId>& ids) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (ResourceId id : keys_.Find(key)) {
    if (id > after) ids.push_back(id);
  }
  auto unknown = unknown_.find(kind);
  if (unknown == unknown_.end()) return;
  ids.insert(ids.end(), std::upper_bound(unknown->second.begin(), unknown->second.end(), after),
             unknown->second.end());
}

void FacetIndex::AddOn(const DayRange& days, Kind kind, ResourceId after,
                       std::vector<ResourceId>& ids) const {
  absl::ReaderMutexLock lock(&mutex_);
  days_.MayOverlap(days, after, ids);
  auto unknown = unknown_.find(kind);
  if (unknown == unknown_.end()) return;
  ids.insert(ids.end(), std::upper_bound(unknown->second.begin(), unknown->second.end(), after),
             unknown->second.end());
}

std::vector<Start> FacetIndex::StartsAfter(const Start& start, size_t most) const {
  absl::ReaderMutexLock lock(&mutex_);
  return starts_.After(start, most);
}

size_t FacetIndex::CountOn(const DayRange& days, Kind kind, size_t most) const {
  absl::ReaderMutexLock lock(&mutex_);
  auto unknown = unknown_.find(kind);
  return days_.Count(days, most) + (unknown == unknown_.end() ? 0 : unknown->second.size());
}

}  // namespace taqvim::storage
