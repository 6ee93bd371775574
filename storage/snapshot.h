// `Snapshot`: what a function reads of a store, as of one revision.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/claim.h"
#include "storage/resource.h"
#include "storage/revision.h"
#include "storage/work.h"

namespace taqvim::storage {

// What a resource meets that has one of these links, one of the tags or one of the
// keys, or is one of the resources. Without any, nothing meets it.
struct Criterion {
  std::vector<Link> links;
  uint32_t tags = 0;
  std::vector<uint64_t> keys;
  std::vector<ResourceId> ids;
};

struct SearchQuery {
  Kind kind = Kind::kEvent;
  std::vector<Criterion> criteria;  // all are met
  std::optional<DayRange> days;     // one of its days is among these
  // Instead, all of `days` are among one range of its days.
  bool throughout = false;
  // Only ids above this one.
  ResourceId after = 0;
  int limit = 100;
};

struct SearchPage {
  // In order, each once.
  std::vector<ResourceId> ids;
  // Up to which id all were found. When that is not the end, more may follow.
  ResourceId reached = 0;
  bool complete = false;
};

// A local second at which a resource begins (Facets::starts). They come in this order.
struct Start {
  int64_t second = 0;
  ResourceId id = 0;
  friend auto operator<=>(const Start&, const Start&) = default;
};

struct StartQuery {
  Kind kind = Kind::kEvent;
  std::vector<Criterion> criteria;  // all are met
  // Only starts after this one, and up to that second, included.
  Start after;
  int64_t through = 0;
  int limit = 100;
};

struct StartPage {
  // In order, each once.
  std::vector<Start> starts;
  // Up to which start all were found. When that is not the end, more may follow.
  Start reached;
  bool complete = false;
};

struct ListQuery {
  Kind kind = Kind::kEvent;
  // Only names that start with this, such as `venues/library/spaces/`.
  std::string name_prefix;
  // Only ids above this one; ids grow in order of creation.
  ResourceId after = 0;
  bool show_archived = true;
  // At most so many; a bound on the time that the snapshot is held, too.
  int limit = 100;
};

// Which changes of a resource to read.
struct HistoryQuery {
  Kind kind = Kind::kEvent;
  std::string name;
  // The revision to begin with, the `next` of the page before; 0 for the newest.
  int64_t from = 0;
  int limit = 100;
  // The page ends once so much of the log was read for it.
  int64_t max_bytes = 1 << 20;
};

// A consistent view of one revision. Not thread-safe; valid only inside the
// function that received it. Reads fail with UNAVAILABLE when the disk does, as
// refused (kReadTooLong) when the snapshot was held beyond its budget, or as its
// work ended (storage/work.h), and with DATA_LOSS when what is stored is damaged;
// pass such errors on unchanged.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual Revision revision() const = 0;
  // As Store::store_id.
  virtual const std::string& store_id() const = 0;
  // The time at which the function runs, and of its revision: the same however
  // often it is asked, and never before that of the newest revision. That of the
  // clock or, while that is known to be wrong, the last at which it was right.
  virtual absl::Time now() const = 0;
  // The time up to which what is due counts as due: the clock's, also where
  // history is ahead of it, or, while it is known to be wrong, the last at which
  // it was right.
  virtual absl::Time due_time() const = 0;
  // Whether the snapshot has been held for so long that a page should end where it
  // can, since one that goes on may fail. Depends on the machine, unlike where pages
  // end otherwise. Of a transaction never.
  virtual bool Hurries() = 0;
  // What the function has cost so far. The calls below count themselves; whoever
  // looks through much of what they return counts that, too. When the work has ended,
  // they fail with its status.
  virtual Work& work() = 0;

  // The resource of that name; nullptr when there is none.
  virtual absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind,
                                                               std::string_view name) = 0;
  // The resource of that id; nullptr when there is none.
  virtual absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) = 0;
  // Resources in order of their ids.
  virtual absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) = 0;

  // Which resources may meet the query, found in memory: all that do, and with
  // them such as did lately, are about to, or were put without facets. So their rows
  // have the last word, and some may not be there. A page ends with `limit` of them,
  // or sooner when many had to be looked at.
  virtual absl::StatusOr<SearchPage> Search(const SearchQuery& query) = 0;
  // When resources may begin that may meet the query, found in memory as by Search; but
  // what was put without facets begins at no time.
  virtual absl::StatusOr<StartPage> SearchStarts(const StartQuery& query) = 0;

  // The claims of these kinds on the atom that overlap the interval, under
  // every host, ordered by start, owner, booking. At most `limit`.
  virtual absl::StatusOr<std::vector<Claim>> ClaimsOverlapping(ResourceId atom,
                                                               const Interval& interval,
                                                               ClaimKinds kinds, int limit) = 0;
  // All claims of one owner, ordered by atom, start, booking.
  virtual absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) = 0;
  // The resources that refer to the target in one of these roles (none: in any
  // role), ordered by id, above `after`; at most `limit`.
  virtual absl::StatusOr<std::vector<ResourceId>> Referrers(ResourceId target,
                                                            const std::vector<LinkRole>& roles,
                                                            ResourceId after, int limit) = 0;
  // How the resource of that name became what it is, or was until it was deleted, the
  // newest change first, and before its creation how one was deleted that had the name,
  // and became what it was; what a running transaction changes is not in it. Takes time
  // by what the page holds, not by what the log does. Empty when the log knows of no
  // such resource. Refused (kNotOfThatHistory) when the revision to begin with did not
  // write it. A page may hold one change more than `limit`, where a revision deleted one
  // and created another.
  virtual absl::StatusOr<HistoryPage> History(const HistoryQuery& query) = 0;
  // The revision of that number; nullopt where the log has none, no longer or not yet.
  virtual absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number) = 0;
};

}  // namespace taqvim::storage
