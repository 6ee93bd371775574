#include "storage/sqlite/reader_snapshot.h"

#include <ctime>
#include <utility>

namespace taqvim::storage {
namespace {

// Processor time of this thread: a reader that the system does not run has not
// used up its budget.
absl::Duration ProcessorTime() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

}  // namespace

ReaderSnapshot::ReaderSnapshot(TableReader& tables, const ClaimIndex& claims,
                               const LinkIndex& links, const DueIndex& due,
                               const std::string& store_id, Revision revision, absl::Time now,
                               DueClock& clock, absl::Duration budget)
    : tables_(tables),
      claims_(claims),
      links_(links),
      due_(due),
      store_id_(store_id),
      revision_(revision),
      now_(now),
      clock_(clock),
      budget_(budget),
      started_(ProcessorTime()) {}

absl::Time ReaderSnapshot::due_time() const {
  if (!due_time_.has_value()) due_time_ = clock_.Now();
  return *due_time_;
}

absl::Status ReaderSnapshot::CheckBudget() {
  if (failure_.ok() && ProcessorTime() - started_ > budget_) {
    failure_ = Refused(Refusal::kReadTooLong,
                       "The read took longer than a snapshot may be held; ask for less at once.");
  }
  return failure_;
}

absl::Status ReaderSnapshot::CheckBudgetInMemory() {
  constexpr int kCalls = 8;
  return calls_in_memory_++ % kCalls == 0 ? CheckBudget() : failure_;
}

template <class T>
absl::StatusOr<T> ReaderSnapshot::Note(absl::StatusOr<T> result) {
  failure_.Update(result.status());
  return result;
}

absl::StatusOr<std::shared_ptr<const Resource>> ReaderSnapshot::Find(Kind kind,
                                                                     std::string_view name) {
  if (absl::Status status = CheckBudget(); !status.ok()) return status;
  return Note(tables_.Find(kind, name));
}

absl::StatusOr<std::shared_ptr<const Resource>> ReaderSnapshot::FindById(ResourceId id) {
  if (absl::Status status = CheckBudget(); !status.ok()) return status;
  return Note(tables_.FindById(id));
}

absl::StatusOr<std::vector<Resource>> ReaderSnapshot::List(const ListQuery& query) {
  if (absl::Status status = CheckBudget(); !status.ok()) return status;
  return Note(tables_.List(query));
}

absl::StatusOr<std::vector<Claim>> ReaderSnapshot::ClaimsOverlapping(ResourceId atom,
                                                                     const Interval& interval,
                                                                     ClaimKinds kinds, int limit) {
  if (absl::Status status = CheckBudgetInMemory(); !status.ok()) return status;
  return claims_.Overlapping(atom, interval, kinds, limit, revision_.number);
}

absl::StatusOr<std::vector<Claim>> ReaderSnapshot::ClaimsOf(ResourceId owner) {
  if (absl::Status status = CheckBudget(); !status.ok()) return status;
  absl::StatusOr<std::vector<Claim>> claims = Note(tables_.ClaimsOf(owner));
  if (claims.ok()) SortClaimsOfOwner(*claims);
  return claims;
}

absl::StatusOr<std::vector<ResourceId>> ReaderSnapshot::Referrers(
    ResourceId target, const std::vector<LinkRole>& roles, ResourceId after, int limit) {
  if (absl::Status status = CheckBudgetInMemory(); !status.ok()) return status;
  return links_.Referrers(target, roles, after, limit, revision_.number);
}

absl::StatusOr<std::vector<ResourceId>> ReaderSnapshot::DueBy(int64_t until, int limit) {
  if (absl::Status status = CheckBudget(); !status.ok()) return status;
  return due_.By(until, limit, revision_.number);
}

absl::StatusOr<HistoryPage> ReaderSnapshot::History(const HistoryQuery& query) {
  if (absl::Status status = CheckBudget(); !status.ok()) return status;
  // That what is asked for is not there is the asker's to tell, and no failure.
  absl::StatusOr<HistoryPage> page = tables_.History(query);
  return IsRefused(page.status(), Refusal::kNotOfThatHistory) ? page : Note(std::move(page));
}

}  // namespace taqvim::storage
