#include "server/command/check_run.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/command/stopped_store.h"
#include "server/schedule/audit/audit.h"
#include "storage/sqlite/audit/audit.h"
#include "storage/sqlite/audit/mend.h"
#include "storage/sqlite/audit/stored_rows.h"
#include "storage/sqlite/audit/working_copy.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim::command {
namespace {

using storage::Area;

constexpr char kRepairMethod[] = "system.Repair";
// Making one row right may settle others that were looked at before.
constexpr int kMostPasses = 4;

// What keeps a server from starting on it: of an error, since it may quote names.
void AddHindrance(const char* problem, const absl::Status& error, storage::Findings& findings) {
  const std::string text(error.message());
  findings.AddLost(Area::kDerived, problem, {{.name = text, .number = "an error"}});
}

// Where the schedule cannot be looked at, that is a finding.
void AuditSchedule(const std::string& path, const CheckProgress& progress, CheckReport& report) {
  auto store = storage::OpenManualSqliteStore({.path = path, .copy_before_migration = false});
  if (!store.ok()) {
    return AddHindrance("No server can open the file ($0).", store.status(), report.findings);
  }
  if (absl::Status status = BringUpToDate(**store); !status.ok()) {
    return AddHindrance("No server starts on the file, as what it does first fails ($0).", status,
                        report.findings);
  }
  auto rows = storage::RowsOf(path);
  if (!rows.ok()) {
    return AddHindrance("Not all of the schedule can be read ($0).", rows.status(),
                        report.findings);
  }
  schedule::UidAudit uids;
  int64_t looked_at = 0;
  for (schedule::AuditStep step; !step.done;) {
    const storage::ResourceId after = step.reached;
    const absl::Status status =
        Try(**store, [&](storage::Transaction& transaction) -> absl::Status {
          ASSIGN_OR_RETURN(step, schedule::AuditNext(transaction, *rows, after));
          return absl::OkStatus();
        });
    if (!status.ok()) {
      return AddHindrance("Not all of the schedule can be read ($0).", status, report.findings);
    }
    report.findings.Append(step.findings);
    uids.Add(step, report.findings);
    looked_at += step.looked_at;
    progress("schedule", looked_at);
  }
  report.schedule_checked = true;
}

// Of a file whose pages not even SQLite finds.
CheckReport Unreadable() {
  CheckReport report;
  report.findings.AddLost(Area::kPages,
                          "The first page of the file is damaged, or the file is cut short.");
  return report;
}

// One pass over all of the schedule; how many rows it mended.
absl::StatusOr<int64_t> MendAll(storage::ManualStore& store, const storage::RowsAfter& rows,
                                RepairDone& done) {
  int64_t mended = 0;
  for (schedule::AuditStep step; !step.done;) {
    const storage::ResourceId after = step.reached;
    const auto mend = [&](storage::Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(step, schedule::MendNext(transaction, rows, after));
      return absl::OkStatus();
    };
    // A revision is made only where there is something to make.
    RETURN_IF_ERROR(Try(store, mend));
    if (step.mended == 0) continue;
    ASSIGN_OR_RETURN(const auto revision, WriteAsSystem(store, kRepairMethod, mend));
    if (done.first_revision == 0) done.first_revision = revision.number;
    done.last_revision = revision.number;
    mended += step.mended;
  }
  return mended;
}

absl::Status RepairSchedule(const std::string& data,
                            const std::function<void(const std::string&)>& notice,
                            RepairDone& done) {
  ASSIGN_OR_RETURN(auto store, storage::OpenManualSqliteStore({.path = data, .notice = notice}));
  RETURN_IF_ERROR(BringUpToDate(*store));
  ASSIGN_OR_RETURN(const auto rows, storage::RowsOf(data));
  for (int pass = 0; pass < kMostPasses; ++pass) {
    ASSIGN_OR_RETURN(const int64_t mended, MendAll(*store, rows, done));
    if (mended == 0) break;
    done.mended += mended;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CheckReport> RunCheck(const std::string& data, const CheckProgress& progress) {
  const auto copy = storage::WorkingCopy::Make(
      data, [&](int64_t done, int64_t) { progress("copied pages", done); });
  if (absl::IsDataLoss(copy.status())) return Unreadable();
  RETURN_IF_ERROR(copy.status());
  const std::string& path = (*copy)->path();
  ASSIGN_OR_RETURN(auto audit, storage::AuditFile(path, progress));
  CheckReport report{.server_runs = (*copy)->server_runs(),
                     .counts = std::move(audit.counts),
                     .findings = std::move(audit.findings),
                     .mending = std::move(audit.mending)};
  // The schedule is looked at as it is when that is mended, which else hides the rest.
  const absl::Status mended = storage::MendFile(path, report.mending);
  if (!mended.ok()) {
    AddHindrance("What the file says twice cannot be put right ($0).", mended, report.findings);
  } else {
    AuditSchedule(path, progress, report);
  }
  return report;
}

absl::StatusOr<RepairDone> RunRepair(const std::string& data, const CheckReport& report,
                                     const std::function<void(const std::string&)>& notice) {
  RepairDone done;
  ASSIGN_OR_RETURN(done.kept, storage::KeepBeforeRepair(data));
  RETURN_IF_ERROR(storage::MendFile(data, report.mending));
  if (report.schedule_checked) RETURN_IF_ERROR(RepairSchedule(data, notice, done));
  return done;
}

}  // namespace taqvim::command
