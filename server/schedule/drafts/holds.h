// The holds of tentative events: when they arrived, how long they last, and
// which comes before which.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/time/time.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/drafts.h"
#include "storage/claim.h"
#include "storage/work.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Where a hold stands among others: the lesser comes first.
struct HoldPlace {
  int32_t order = 0;
  absl::Time arrival;
  storage::ResourceId event = 0;
  friend bool operator<(const HoldPlace& a, const HoldPlace& b) {
    return std::tie(a.order, a.arrival, a.event) < std::tie(b.order, b.arrival, b.event);
  }
};

// The place of the hold on the booking of that number, which may be one of its move
// (moves.h); an event without a record of it holds it since its creation.
HoldPlace PlaceOf(const v1::Event& event, storage::ResourceId id, int booking);

// Whether what the event holds counts at that time: a snapshot's due_time().
bool IsLiveHold(const v1::Event& event, absl::Time due_time);
// The same of the hold on the booking of that number.
bool IsLiveHold(const v1::Event& event, int booking, absl::Time due_time);

// The index of the booking of that id; -1 when there is none.
int IndexOfBooking(const v1::Event& event, std::string_view id);

// When the event lapses, in seconds since the epoch; nothing when it never does.
std::optional<int64_t> ExpirySeconds(const v1::Event& event);

// Says when the event lapses, after a step of a write: what the step asks for
// is checked and cut to whole seconds, what is left out is two weeks from now.
// Adds to the errors, at `expire_time`, what cannot be. `before` is what it was
// before the step.
void ResolveExpireTime(std::optional<int64_t> before, absl::Time now, v1::Event& event,
                       FieldErrors& errors);

// Holds what venues are asked about now for two weeks at least.
void HoldForApproval(absl::Time now, v1::Event& event);

// When an expired event lapsed: by its own time, or before that with its host.
absl::Time LapseTime(const v1::Event& event);

// Brings the holds of a draft that takes these claims to its final state: one for each
// booking of a tentative event, none otherwise. A hold whose claims are not within what
// it held before arrives now, with no order. What is confirmed or cancelled does
// not lapse any more.
void SettleHolds(absl::Time now, const std::vector<storage::Claim>& claims, Draft& draft,
                 storage::Work& work);

}  // namespace taqvim::schedule
