// Snapshot of a read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/due_clock.h"
#include "storage/engine/engine_options.h"
#include "storage/engine/index/indexes.h"
#include "storage/engine/journal/rows.h"
#include "storage/snapshot.h"

namespace taqvim::storage {

// The rows as the open snapshot shows them, and the indexes in memory at the same
// revision. Every call fails once the budget is spent: an old snapshot keeps the journal
// from clearing up. Any error sticks as its failure.
class ReaderSnapshot final : public Snapshot {
 public:
  ReaderSnapshot(Rows& rows, const Indexes& indexes, const std::string& store_id, Revision revision,
                 absl::Time now, DueClock& clock, const EngineOptions& options, Work& work);

  Revision revision() const override { return revision_; }
  const std::string& store_id() const override { return store_id_; }
  absl::Time now() const override { return now_; }
  absl::Time due_time() const override;
  bool Hurries() override;
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

  // The first error, or that of the work if it has ended unnoticed.
  const absl::Status& failure() {
    failure_.Update(work_.status());
    return failure_;
  }

 private:
  // Fails when the time budget is spent or the work has ended.
  absl::Status CheckBudget();
  // The same for calls that take about as long as reading the clock, which is read once
  // in several calls.
  absl::Status CheckBudgetInMemory();
  // Keeps the first failure among the results.
  template <class T>
  absl::StatusOr<T> Note(absl::StatusOr<T> result);

  Rows& rows_;
  const Indexes& indexes_;
  const std::string& store_id_;
  const Revision revision_;
  const absl::Time now_;
  DueClock& clock_;
  mutable std::optional<absl::Time> due_time_;  // once it was asked
  const EngineOptions& options_;
  Work& work_;
  const absl::Duration started_;  // by the thread's processor clock
  absl::Duration held_;           // when it was looked at last
  int calls_in_memory_ = 0;
  absl::Status failure_;
};

}  // namespace taqvim::storage
