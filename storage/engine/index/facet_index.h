// Index of resources by their facets (tags, keys, days, starts), in memory; rebuilt from their
// rows when the store opens.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine/index/day_postings.h"
#include "storage/engine/index/hash_owners.h"
#include "storage/engine/index/late_edits.h"
#include "storage/engine/index/start_postings.h"
#include "storage/resource.h"

namespace taqvim::storage {

// Condition on kind, tags and days: of the kind, with one of the tags of each set, on
// one of the days or throughout all of them.
struct FacetFilter {
  Kind kind = Kind::kEvent;
  std::vector<uint32_t> tags;
  std::optional<DayRange> days;
  bool throughout = false;
};

// Returns candidates, which the caller must check against their rows: it holds facets
// from before they are committed until no snapshot has them, so that no match of any
// snapshot is missing. What was put without facets matches everything. Takes a record
// of twelve bytes for each id, and an entry for each key, range of days and start.
//
// Edits are for the writer's thread; searches for all.
class FacetIndex {
 public:
  void Add(ResourceId id, Kind kind, const std::optional<Facets>& facets);
  // Adds facets that are stored when the store opens.
  void Load(ResourceId id, Kind kind, std::optional<Facets> facets);
  // Removes facets when that is committed and no snapshot has them.
  void Remove(ResourceId id, Kind kind, const std::optional<Facets>& facets);

  using Mark = LateMark;
  Mark mark() const { return edits_.mark(); }
  void UndoTo(const Mark& mark);
  // Makes the edits final; `revision` is the newest that made any.
  void Commit(int64_t revision) { edits_.Commit(revision); }
  // Forgets what is removed for every reader at `oldest` or later.
  void Purge(int64_t oldest);

  // An id above all that it holds.
  ResourceId end() const;
  // Whether it may have one of the tags.
  bool MayHaveTags(ResourceId id, uint32_t tags) const;
  // Removes from `ids` those that cannot match the filter.
  void Keep(const FacetFilter& filter, std::vector<ResourceId>& ids) const;
  // Adds the ids in [begin, end) that may match the filter, in order.
  void Walk(const FacetFilter& filter, ResourceId begin, ResourceId end,
            std::vector<ResourceId>& ids) const;
  // Adds the ids above `after` that may have the key, or be on one of the days, in
  // any order.
  void AddWithKey(uint64_t key, Kind kind, ResourceId after, std::vector<ResourceId>& ids) const;
  void AddOn(const DayRange& days, Kind kind, ResourceId after, std::vector<ResourceId>& ids) const;
  // The first `most` starts after that one, of all kinds.
  std::vector<Start> StartsAfter(const Start& start, size_t most) const;
  // About how many AddOn adds; stops counting above `most`.
  size_t CountOn(const DayRange& days, Kind kind, size_t most) const;

 private:
  struct Entry {
    ResourceId id;
    Kind kind;
    std::optional<Facets> facets;
  };
  // The facets of an id at one time.
  struct Version {
    uint32_t tags;
    std::vector<DayRange> days;
    friend bool operator==(const Version&, const Version&) = default;
  };
  // The facets of an id or, where it has several versions or ranges, their bounds.
  struct Record {
    // No days where `first` is above `last`.
    int32_t first;
    int32_t last;
    uint32_t tags : 24;
    uint32_t kind : 5;  // 0: nothing has the id
    uint32_t several : 1;
  };
  static constexpr ResourceId kChunk = 4096;
  using Chunk = std::array<Record, kChunk>;

  static Version VersionOf(const std::optional<Facets>& facets);
  static Record Bound(Kind kind, const std::vector<Version>& versions);
  Record& RecordOf(ResourceId id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  const Record* FindRecord(ResourceId id) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool Meets(const Record& record, ResourceId id, const FacetFilter& filter) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Insert(const Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void InsertVersion(Record& record, const Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Erase(const Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EraseVersion(Record& record, const Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<Chunk>> chunks_ ABSL_GUARDED_BY(mutex_);  // by id
  absl::flat_hash_map<ResourceId, std::vector<Version>> several_ ABSL_GUARDED_BY(mutex_);
  HashOwners keys_ ABSL_GUARDED_BY(mutex_);
  DayPostings days_ ABSL_GUARDED_BY(mutex_);
  StartPostings starts_ ABSL_GUARDED_BY(mutex_);
  // Put without facets, in order.
  std::map<Kind, std::vector<ResourceId>> unknown_ ABSL_GUARDED_BY(mutex_);
  LateEdits<Entry> edits_;
};

}  // namespace taqvim::storage
