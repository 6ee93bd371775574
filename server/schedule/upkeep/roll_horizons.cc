#include "server/schedule/upkeep/roll_horizons.h"

#include "absl/time/time.h"
#include "server/base/request_limits.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/event_writes.h"
#include "server/schedule/write/series.h"

namespace taqvim::schedule {
namespace {

constexpr char kMethod[] = "system.RollHorizons";
// Each may claim and judge hundreds of occurrences.
constexpr int kEvents = 10;

absl::StatusOr<bool> IsDue(storage::Transaction& transaction, const storage::Resource& resource) {
  if (resource.kind != storage::Kind::kEvent) return false;
  auto event = ReadShared<v1::Event>(resource);
  if (!event.ok()) return event.status();
  const int64_t due = RollDue(**event);
  return due != 0 && due <= absl::ToUnixSeconds(transaction.due_time());
}

}  // namespace

absl::StatusOr<std::string> RollHorizons(storage::Transaction& transaction,
                                         const std::vector<storage::ResourceId>& events) {
  int rolled = 0;
  for (storage::ResourceId id : events) {
    if (rolled == kEvents || (rolled > 0 && IsFullRevision(transaction))) break;
    auto resource = transaction.FindById(id);
    if (!resource.ok()) return resource.status();
    if (!*resource) continue;
    auto due = IsDue(transaction, **resource);
    if (!due.ok()) return due.status();
    if (!*due) continue;
    EventWrites writes(transaction, System());
    if (auto s = writes.steps().Roll((*resource)->name); !s.ok()) return s;
    auto claimed = writes.JudgeUnasked();
    if (!claimed.ok()) return claimed.status();
    if (!*claimed) continue;
    if (auto s = writes.Apply(); !s.ok()) return s;
    ++rolled;
  }
  return rolled == 0 ? "" : kMethod;
}

}  // namespace taqvim::schedule
