#include "server/schedule/audit/audit.h"

#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/audit/derived.h"
#include "server/schedule/audit/differences.h"
#include "server/schedule/audit/said.h"

namespace taqvim::schedule {
namespace {

using storage::Area;
using storage::Findings;
using storage::Repair;
using storage::StoredRow;

// What one step looks at, and about what it mends at most.
constexpr int kRowsOfAStep = 200;
constexpr int64_t kMendedOfAStep = 50;

constexpr char kDerive[] = "Run `taqvimd check --repair`, which derives it anew.";

class Step {
 public:
  explicit Step(storage::Transaction& transaction) : transaction_(transaction) {}

  absl::StatusOr<AuditStep> Run(const storage::RowsAfter& rows, storage::ResourceId after,
                                bool mends) {
    ASSIGN_OR_RETURN(const auto page, rows(after, kRowsOfAStep));
    step_.reached = after;
    for (const StoredRow& row : page) {
      if (step_.mended >= kMendedOfAStep) return std::move(step_);
      RETURN_IF_ERROR(Take(row, mends));
      step_.reached = row.resource.id;
      ++step_.looked_at;
    }
    step_.done = page.size() < kRowsOfAStep;
    return std::move(step_);
  }

 private:
  // Where an event before it was mended, what this one takes may have been settled with it.
  absl::Status Take(const StoredRow& row, bool mends) {
    const storage::Resource& resource = row.resource;
    ASSIGN_OR_RETURN(const auto derivation, Derive(transaction_, resource));
    const auto differences =
        derivation.derived ? DifferencesOf(row, *derivation.derived) : std::vector<std::string>();
    if (mends) return differences.empty() ? absl::OkStatus() : Mend(resource);
    const auto about = storage::AboutResource(resource.kind, resource.id, resource.name);
    for (const std::string& problem : derivation.problems) {
      step_.findings.AddLost(Area::kMessages, problem, {about});
    }
    for (const std::string& problem : ProblemsOf(resource)) {
      step_.findings.AddLost(Area::kMessages, problem, {about});
    }
    for (const std::string& difference : differences) {
      step_.findings.Add({Area::kDerived, difference, {about}, kDerive, Repair::kSchedule});
    }
    std::string uid = UidOf(resource);
    if (!uid.empty()) step_.uids.push_back(std::move(uid));
    return absl::OkStatus();
  }

  absl::Status Mend(const storage::Resource& resource) {
    storage::Mutation mutation;
    RETURN_IF_ERROR(AddDerived(transaction_, resource, mutation));
    ++step_.mended;
    return transaction_.Apply(std::move(mutation));
  }

  storage::Transaction& transaction_;
  AuditStep step_;
};

}  // namespace

absl::StatusOr<AuditStep> AuditNext(storage::Transaction& transaction,
                                    const storage::RowsAfter& rows, storage::ResourceId after) {
  return Step(transaction).Run(rows, after, /*mends=*/false);
}

absl::StatusOr<AuditStep> MendNext(storage::Transaction& transaction,
                                   const storage::RowsAfter& rows, storage::ResourceId after) {
  return Step(transaction).Run(rows, after, /*mends=*/true);
}

void UidAudit::Add(const AuditStep& step, Findings& findings) {
  for (const std::string& uid : step.uids) {
    if (uids_.insert(uid).second) continue;
    findings.AddLost(Area::kMessages, "Two resources have one uid.");
  }
}

}  // namespace taqvim::schedule
