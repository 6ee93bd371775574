#include "server/schedule/upkeep/roll_horizons.h"

#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/base/request_limits.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/due.h"
#include "server/schedule/write/event_writes.h"

namespace taqvim::schedule {
namespace {

constexpr char kMethod[] = "system.RollHorizons";
// Each may claim and judge hundreds of occurrences.
constexpr int kEvents = 10;

absl::StatusOr<bool> IsDue(storage::Transaction& transaction, const storage::Resource& resource) {
  if (resource.kind != storage::Kind::kEvent) return false;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  const auto is_due = [&](int64_t due) {
    return due != 0 && due <= absl::ToUnixSeconds(transaction.due_time());
  };
  return is_due(RollDue(*event)) || (IsMovePending(*event) && is_due(RollDue(AsMoved(*event))));
}

}  // namespace

absl::StatusOr<std::string> RollHorizons(storage::Transaction& transaction,
                                         const std::vector<storage::ResourceId>& events) {
  int rolled = 0;
  for (storage::ResourceId id : events) {
    if (rolled == kEvents || (rolled > 0 && IsFullRevision(transaction))) break;
    ASSIGN_OR_RETURN(auto resource, transaction.FindById(id));
    if (!resource) continue;
    ASSIGN_OR_RETURN(auto due, IsDue(transaction, *resource));
    if (!due) continue;
    EventWrites writes(transaction, System());
    RETURN_IF_ERROR(writes.steps().Roll(resource->name));
    ASSIGN_OR_RETURN(auto claimed, writes.JudgeUnasked());
    if (!claimed) continue;
    RETURN_IF_ERROR(writes.Apply());
    ++rolled;
  }
  return rolled == 0 ? "" : kMethod;
}

}  // namespace taqvim::schedule
