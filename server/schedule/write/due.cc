#include "server/schedule/write/due.h"

#include <algorithm>

#include "absl/time/time.h"
#include "server/base/event_state.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

int64_t RollDue(const v1::Event& event) {
  if (!IsLive(event) || !event.recurrence().has_claimed_through()) return 0;
  const absl::CivilDay claimed = ToCivilDay(event.recurrence().claimed_through());
  const auto next = Occurrences(event).NextAfter(claimed);
  if (!next) return 0;
  const absl::CivilDay due = std::max(claimed - kRollBelowDays, *next - kHorizonDays);
  return absl::ToUnixSeconds(absl::FromCivil(due, absl::UTCTimeZone()));
}

namespace {

// The earlier of two, of which one may never be due.
int64_t Earlier(int64_t a, int64_t b) { return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b); }

int64_t DueButForMove(const v1::Event& event) {
  const bool held = event.state() == v1::EVENT_STATE_TENTATIVE && event.has_expire_time();
  const int64_t expiry = held ? event.expire_time().seconds() : 0;
  return Earlier(expiry, event.has_recurrence() ? RollDue(event) : 0);
}

}  // namespace

int64_t DueOf(const v1::Event& event) {
  const int64_t due = DueButForMove(event);
  return IsMovePending(event) ? Earlier(due, DueButForMove(AsMoved(event))) : due;
}

}  // namespace taqvim::schedule
