#include "server/schedule/drafts/holds.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "server/base/event_state.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/event/moves.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Claim;
using storage::ClaimKind;

constexpr absl::Duration kUsualHold = absl::Hours(14 * 24);
constexpr int kLongestHoldDays = 731;

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

void SetExpireTime(absl::Time time, v1::Event& event) {
  *event.mutable_expire_time() = TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(time));
}

// Whether the booking takes nothing that it did not hold before.
bool IsWithinBefore(const std::vector<Claim>& claims, const Draft& draft, int booking,
                    storage::Work& work) {
  const int old = IndexOfBooking(draft.before, draft.after.bookings(booking).id());
  const auto held = [old](const Claim& claim) {
    return claim.kind == ClaimKind::kHeld && claim.booking == old;
  };
  return old >= 0 && std::all_of(claims.begin(), claims.end(), [&](const Claim& claim) {
           return claim.kind == ClaimKind::kCultureDays || claim.booking != booking ||
                  Covers(draft.claims_before, claim.atom, claim.interval, work, held);
         });
}

const v1::BookingHold* FindHold(const v1::Event& event, const std::string& booking) {
  const auto& holds = event.holds();
  auto found = std::find_if(holds.begin(), holds.end(),
                            [&](const v1::BookingHold& hold) { return hold.booking() == booking; });
  return found == holds.end() ? nullptr : &*found;
}

}  // namespace

HoldPlace PlaceOf(const v1::Event& event, storage::ResourceId id, int booking) {
  const auto& holds = IsOfMove(booking) ? event.move().holds() : event.holds();
  const int index = IsOfMove(booking) ? booking - kFirstOfMove : booking;
  if (index >= holds.size()) {
    return {.arrival = ToTime(event.create_time()), .event = id};
  }
  const v1::BookingHold& hold = holds[index];
  return {.order = hold.order(), .arrival = ToTime(hold.arrive_time()), .event = id};
}

bool IsLiveHold(const v1::Event& event, absl::Time due_time) {
  return !event.has_expire_time() || ToTime(event.expire_time()) > due_time;
}

bool IsLiveHold(const v1::Event& event, int booking, absl::Time due_time) {
  if (!IsOfMove(booking)) return IsLiveHold(event, due_time);
  return IsMovePending(event) && ToTime(event.move().expire_time()) > due_time;
}

int IndexOfBooking(const v1::Event& event, std::string_view id) {
  for (int i = 0; i < event.bookings_size(); ++i) {
    if (event.bookings(i).id() == id) return i;
  }
  return -1;
}

std::optional<int64_t> ExpirySeconds(const v1::Event& event) {
  if (!event.has_expire_time()) return std::nullopt;
  return event.expire_time().seconds();
}

void ResolveExpireTime(std::optional<int64_t> before, absl::Time now, v1::Event& event,
                       FieldErrors& errors) {
  const bool as_before = ExpirySeconds(event) == before;
  if (event.state() != v1::EVENT_STATE_TENTATIVE) {
    if (event.has_expire_time() && !as_before) {
      errors.Add("expire_time", "is only for tentative events; leave it out.");
    }
    return;
  }
  if (!event.has_expire_time()) return SetExpireTime(now + kUsualHold, event);
  if (as_before) return event.mutable_expire_time()->clear_nanos();
  const absl::Time time = absl::FromUnixSeconds(*ExpirySeconds(event));
  if (time <= now) {
    errors.Add("expire_time", "must be later than now; leave it out for two weeks from now.");
  } else if (time > now + absl::Hours(24 * kLongestHoldDays)) {
    errors.Add("expire_time", absl::StrCat("must be at most ", kLongestHoldDays,
                                           " days ahead; it can be put off again later."));
  }
  SetExpireTime(time, event);
}

void HoldForApproval(absl::Time now, v1::Event& event) {
  if (!event.has_expire_time() || ToTime(event.expire_time()) < now + kUsualHold) {
    SetExpireTime(now + kUsualHold, event);
  }
}

absl::Time LapseTime(const v1::Event& event) {
  return std::min(ToTime(event.expire_time()), ToTime(event.update_time()));
}

void SettleHolds(absl::Time now, const std::vector<Claim>& claims, Draft& draft,
                 storage::Work& work) {
  v1::Event& event = draft.after;
  if (event.state() != v1::EVENT_STATE_TENTATIVE) {
    event.clear_holds();
    if (event.state() != v1::EVENT_STATE_EXPIRED) event.clear_expire_time();
    return;
  }
  if (!event.has_expire_time()) SetExpireTime(now + kUsualHold, event);
  google::protobuf::RepeatedPtrField<v1::BookingHold> holds;
  holds.Reserve(event.bookings_size());
  for (int i = 0; i < event.bookings_size(); ++i) {
    v1::BookingHold& hold = *holds.Add();
    const v1::BookingHold* old = draft.is_new() ? nullptr : FindHold(event, event.bookings(i).id());
    if (old != nullptr && IsWithinBefore(claims, draft, i, work)) {
      hold = *old;
      continue;
    }
    hold.set_booking(event.bookings(i).id());
    *hold.mutable_arrive_time() = TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(now));
  }
  event.mutable_holds()->Swap(&holds);
}

}  // namespace taqvim::schedule
