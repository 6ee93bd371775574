// Transaction of a write's function.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "storage/due_clock.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/rows.h"
#include "storage/engine/write/pending.h"
#include "storage/environment.h"
#include "storage/transaction.h"

namespace taqvim::storage {

// Edits the indexes in memory at once and keeps the rows pending; the writer undoes or
// writes them when the function has returned. `rows` are those as of the newest revision of
// the running group. The first error of a read or of Apply is kept as `failure`.
class WriteTransaction final : public Transaction {
 public:
  WriteTransaction(Memory& memory, Rows& rows, const Environment& environment, absl::Time now,
                   DueClock& clock, Work& work);

  Revision revision() const override { return memory_.position.revision; }
  const std::string& store_id() const override { return memory_.store_id; }
  absl::Time now() const override { return now_; }
  absl::Time due_time() const override;
  bool Hurries() override { return false; }
  Work& work() override { return work_; }
  absl::StatusOr<std::shared_ptr<const Resource>> Find(Kind kind, std::string_view name) override;
  absl::StatusOr<std::shared_ptr<const Resource>> FindById(ResourceId id) override;
  absl::StatusOr<std::vector<Resource>> List(const ListQuery& query) override;
  absl::StatusOr<SearchPage> Search(const SearchQuery& query) override;
  absl::StatusOr<StartPage> SearchStarts(const StartQuery& query) override;
  absl::StatusOr<std::vector<Claim>> ClaimsOverlapping(ResourceId atom, const Interval& interval,
                                                       ClaimKinds kinds, int limit) override;
  absl::StatusOr<std::vector<Claim>> ClaimsOf(ResourceId owner) override;
  absl::StatusOr<std::vector<ResourceId>> Referrers(ResourceId target,
                                                    const std::vector<LinkRole>& roles,
                                                    ResourceId after, int limit) override;
  absl::StatusOr<HistoryPage> History(const HistoryQuery& query) override;
  absl::StatusOr<std::optional<Revision>> RevisionAt(int64_t number) override;
  ResourceId NewId() override { return memory_.position.next_id++; }
  uint64_t Random() override { return environment_.random(); }
  Secret NewSecret() override { return environment_.secret(); }
  absl::Status Apply(Mutation mutation) override;

  // The first error, or that of the work if it has ended unnoticed.
  const absl::Status& failure() {
    failure_.Update(work_.status());
    return failure_;
  }
  const Pending& pending() const { return pending_; }
  // The resources that it read and that are due, each once.
  const absl::flat_hash_set<ResourceId>& met_due() const { return met_due_; }
  // Whether the resource got its id in this transaction, so that no row has it.
  bool IsNew(ResourceId id) const { return id >= first_new_id_; }

 private:
  absl::Status TryApply(Mutation& mutation);
  absl::Status Release(ResourceId owner);
  void RemoveClaims(PendingResource& pending);
  absl::Status Delete(ResourceId id);
  absl::Status PutOne(Put& put);
  absl::Status Create(Put& put);
  absl::Status Replace(Put& put);
  absl::Status Rederive(Rederived& rederived);
  absl::StatusOr<bool> StoodBefore(const Claim& claim);
  // Checks that a confirmed claim collides with no other owner's.
  absl::Status CheckFree(const Claim& claim);
  absl::Status AddClaim(const Claim& claim);
  // The resource in `pending_`, read if need be; nullptr when it does not exist.
  absl::StatusOr<PendingResource*> Touch(ResourceId id);
  // The same; INVALID_ARGUMENT when it does not exist, or no longer.
  absl::StatusOr<PendingResource*> TouchExisting(ResourceId id);
  // Updates the link index from the resource's present links to these.
  void SetLinks(ResourceId id, PendingResource& pending, std::vector<Link> links);
  void SetFacets(PendingResource& pending, std::optional<Facets> facets);
  void SetDue(ResourceId id, PendingResource& pending, int64_t due);
  absl::Status CheckUnreferred(ResourceId id) const;
  // Keeps the first failure.
  absl::Status Note(absl::Status status);
  // The cost of reading it now, in units of work.
  int64_t CostOf(const Resource& found);
  // Adds what was read from the rows to `met_due` if it is due.
  void NoteDue(const Resource& found);
  // Adds what was found in the rows to the cache.
  absl::StatusOr<std::shared_ptr<const Resource>> Taken(
      absl::StatusOr<std::shared_ptr<const Resource>> found);
  // Counts the cost of reading it; an error when the work has ended.
  absl::StatusOr<std::shared_ptr<const Resource>> Counted(std::shared_ptr<const Resource> found);

  int64_t own_revision() const { return memory_.position.revision.number + 1; }

  Memory& memory_;
  Rows& rows_;
  const Environment& environment_;
  const absl::Time now_;
  DueClock& clock_;
  Work& work_;
  mutable std::optional<absl::Time> due_time_;  // once it was asked
  const ResourceId first_new_id_;
  Pending pending_;
  // The resources that were read, once there are enough of them to be worth it.
  int reads_ = 0;
  absl::flat_hash_set<ResourceId> read_;
  absl::flat_hash_set<ResourceId> met_due_;
  absl::Status failure_;
};

}  // namespace taqvim::storage
