#include "server/schedule/duty.h"

#include "absl/time/time.h"
#include "server/schedule/expire_holds.h"

namespace taqvim::schedule {
namespace {

// So many are looked at for one revision.
constexpr int kEventsARevision = 100;

}  // namespace

int64_t DueOf(const v1::Event& event) {
  const bool held = event.state() == v1::EVENT_STATE_TENTATIVE && event.has_expire_time();
  return held ? event.expire_time().seconds() : 0;
}

absl::StatusOr<std::string> DoWhatIsDue(storage::Transaction& transaction) {
  auto due = transaction.DueBy(absl::ToUnixSeconds(transaction.due_time()), kEventsARevision);
  if (!due.ok()) return due.status();
  return ExpireHolds(transaction, *due);
}

}  // namespace taqvim::schedule
