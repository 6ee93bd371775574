#include "storage/engine/read/reader_snapshot.h"

#include <utility>

#include "proto/status_macros.h"
#include "storage/engine/index/search.h"
#include "storage/refusal.h"

namespace taqvim::storage {
namespace {

// Of reads the units have no limit: they are bounded by how long they may hold
// their snapshot. About as many, that the deadline is asked often enough.
constexpr int64_t kUnitsOfACall = 16;

}  // namespace

ReaderSnapshot::ReaderSnapshot(Rows& rows, const Indexes& indexes, const std::string& store_id,
                               Revision revision, absl::Time now, DueClock& clock,
                               const EngineOptions& options, Work& work)
    : rows_(rows),
      indexes_(indexes),
      store_id_(store_id),
      revision_(revision),
      now_(now),
      clock_(clock),
      options_(options),
      work_(work),
      started_(options.env.thread_time()) {}

absl::Time ReaderSnapshot::due_time() const {
  if (!due_time_.has_value()) due_time_ = clock_.Now();
  return *due_time_;
}

bool ReaderSnapshot::Hurries() {
  held_ = options_.env.thread_time() - started_;
  return held_ > options_.snapshot_budget / 2;
}

absl::Status ReaderSnapshot::CheckBudget() {
  held_ = options_.env.thread_time() - started_;
  if (!work_.Count(kUnitsOfACall)) failure_.Update(work_.status());
  if (failure_.ok() && held_ > options_.snapshot_budget) {
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
  RETURN_IF_ERROR(CheckBudget());
  return Note(rows_.Find(kind, name));
}

absl::StatusOr<std::shared_ptr<const Resource>> ReaderSnapshot::FindById(ResourceId id) {
  RETURN_IF_ERROR(CheckBudget());
  return Note(rows_.FindById(id));
}

absl::StatusOr<std::vector<Resource>> ReaderSnapshot::List(const ListQuery& query) {
  RETURN_IF_ERROR(CheckBudget());
  return Note(rows_.List(query));
}

absl::StatusOr<SearchPage> ReaderSnapshot::Search(const SearchQuery& query) {
  RETURN_IF_ERROR(CheckBudget());
  return storage::Search(indexes_.links(), indexes_.facets(), query, revision_.number);
}

absl::StatusOr<StartPage> ReaderSnapshot::SearchStarts(const StartQuery& query) {
  RETURN_IF_ERROR(CheckBudget());
  return storage::SearchStarts(indexes_.links(), indexes_.facets(), query, revision_.number);
}

absl::StatusOr<std::vector<Claim>> ReaderSnapshot::ClaimsOverlapping(ResourceId atom,
                                                                     const Interval& interval,
                                                                     ClaimKinds kinds, int limit) {
  RETURN_IF_ERROR(CheckBudgetInMemory());
  int64_t looked_at = 0;
  std::vector<Claim> claims =
      indexes_.claims().Overlapping(atom, interval, kinds, limit, revision_.number, looked_at);
  if (!work_.Count(looked_at)) return Note<std::vector<Claim>>(work_.status());
  return claims;
}

absl::StatusOr<std::vector<Claim>> ReaderSnapshot::ClaimsOf(ResourceId owner) {
  RETURN_IF_ERROR(CheckBudget());
  absl::StatusOr<std::vector<Claim>> claims = Note(rows_.ClaimsOf(owner));
  if (claims.ok()) SortClaimsOfOwner(*claims);
  return claims;
}

absl::StatusOr<std::vector<ResourceId>> ReaderSnapshot::Referrers(
    ResourceId target, const std::vector<LinkRole>& roles, ResourceId after, int limit) {
  RETURN_IF_ERROR(CheckBudgetInMemory());
  return indexes_.links().Referrers(target, roles, after, limit, revision_.number);
}

absl::StatusOr<HistoryPage> ReaderSnapshot::History(const HistoryQuery& query) {
  RETURN_IF_ERROR(CheckBudget());
  // That what is asked for is not there is the asker's to tell, and no failure.
  absl::StatusOr<HistoryPage> page = rows_.History(query);
  return IsRefused(page.status(), Refusal::kNotOfThatHistory) ? page : Note(std::move(page));
}

absl::StatusOr<std::optional<Revision>> ReaderSnapshot::RevisionAt(int64_t number) {
  RETURN_IF_ERROR(CheckBudget());
  return Note(rows_.RevisionAt(number));
}

}  // namespace taqvim::storage
