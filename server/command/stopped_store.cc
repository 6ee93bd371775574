#include "server/command/stopped_store.h"

#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/upkeep/bring_forward.h"
#include "server/schedule/upkeep/duty.h"
#include "server/schedule/upkeep/rederive.h"
#include "storage/revision.h"

namespace taqvim::command {
namespace {

absl::StatusOr<storage::Revision> WriteNow(storage::ManualStore& store,
                                           storage::WriteOptions options,
                                           const InTransaction& function) {
  storage::WriteOutcome written;
  options.principal = std::string(storage::kSystemPrincipal);
  store.Write(
      std::move(options),
      [&function](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(function(transaction));
        return "";
      },
      [&written](storage::WriteOutcome outcome) { written = std::move(outcome); });
  store.RunPendingWrites();
  if (!written.status.ok()) return written.status;
  return written.revision;
}

absl::Status BringForward(storage::ManualStore& store) {
  bool done = false;
  RETURN_IF_ERROR(Try(store, [&done](storage::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(done, schedule::IsBroughtForward(transaction));
    return absl::OkStatus();
  }));
  const auto some = [&done](storage::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const auto brought, schedule::BringForward(transaction));
    done = brought.done;
    return absl::OkStatus();
  };
  while (!done) RETURN_IF_ERROR(WriteAsSystem(store, "system.BringForward", some).status());
  return absl::OkStatus();
}

absl::Status RederiveTimes(storage::ManualStore& store) {
  bool remains = false;
  RETURN_IF_ERROR(Try(store, [&remains](storage::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const auto zones, schedule::CheckZonesInUse(transaction));
    remains = !zones.changed.empty();
    return absl::OkStatus();
  }));
  const auto some = [&remains](storage::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const auto response,
                     schedule::Rederive(transaction, schedule::System().rights, {}));
    remains = response.remaining_time_zones_size() > 0;
    return absl::OkStatus();
  };
  while (remains) RETURN_IF_ERROR(WriteAsSystem(store, "system.RederiveTimes", some).status());
  return absl::OkStatus();
}

}  // namespace

absl::Status Try(storage::ManualStore& store, const InTransaction& function) {
  return WriteNow(store, {.dry_run = true}, function).status();
}

absl::StatusOr<storage::Revision> WriteAsSystem(storage::ManualStore& store,
                                                const std::string& method,
                                                const InTransaction& function) {
  return WriteNow(store, {.method = method}, function);
}

absl::Status BringUpToDate(storage::ManualStore& store) {
  RETURN_IF_ERROR(BringForward(store));
  store.SetDuty(schedule::DoWhatIsDue);
  RETURN_IF_ERROR(RederiveTimes(store));
  store.RunPendingWrites();
  return absl::OkStatus();
}

}  // namespace taqvim::command
