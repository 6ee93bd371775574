// The bookings that wait for their venue.
#include "server/schedule/api.h"
#include "server/schedule/hold_ranks.h"
#include "server/schedule/holds.h"
#include "server/schedule/page_token.h"
#include "server/schedule/resources.h"
#include "server/schedule/scan.h"

namespace taqvim::schedule {
namespace {

constexpr int kMostLookups = 1500;

bool IsAsked(const v1::BookingApproval& approval, const std::string& venue) {
  return approval.state() == v1::APPROVAL_STATE_PENDING &&
         (venue.empty() || approval.venue() == venue);
}

void Describe(const v1::Event& event, const v1::BookingApproval& approval,
              v1::PendingBooking& pending) {
  const int index = IndexOfBooking(event, approval.booking());
  if (index < 0) return;
  const v1::Booking& booking = event.bookings(index);
  pending.set_event(event.name());
  *pending.mutable_title() = event.title();
  pending.set_owner(event.owner());
  *pending.mutable_booking() = booking;
  *pending.mutable_booking()->mutable_period() = PeriodOf(event, booking);
  pending.set_venue(approval.venue());
  *pending.mutable_ask_time() = event.ask_time();
  *pending.mutable_expire_time() = event.expire_time();
  pending.set_hold_rank(event.holds(index).rank());
  pending.set_blocked(event.holds(index).blocked());
}

}  // namespace

absl::StatusOr<v1::ListPendingBookingsResponse> ListPendingBookings(
    storage::Snapshot& snapshot, const Caller& caller,
    const v1::ListPendingBookingsRequest& request) {
  auto after = ScanPosition(request);
  if (!after.ok()) return after.status();
  const int page_size = PageSize(request.page_size());
  HoldRanks ranks(snapshot, caller.rights);
  v1::ListPendingBookingsResponse response;
  const storage::ListQuery query{.kind = storage::Kind::kEvent, .after = *after};
  auto take = [&](const storage::Resource& resource) -> absl::StatusOr<Taken> {
    auto event = Read<v1::Event>(resource);
    if (!event.ok()) return event.status();
    if (event->state() != v1::EVENT_STATE_TENTATIVE || !event->has_ask_time()) return Taken{};
    // Approvals are not among what all may see.
    if (!caller.rights.SeesAllOf(*event)) return Taken{};
    const int before = response.bookings_size();
    if (auto s = ranks.Fill(resource.id, *event); !s.ok()) return s;
    for (const v1::BookingApproval& approval : event->approvals()) {
      if (IsAsked(approval, request.venue())) Describe(*event, approval, *response.add_bookings());
    }
    return Taken{response.bookings_size() > before ? resource.body.size() : 0};
  };
  auto next = Scan(snapshot, query, page_size, take, [&] {
    return response.bookings_size() >= page_size || ranks.lookups() >= kMostLookups;
  });
  if (!next.ok()) return next.status();
  response.set_next_page_token(ScanToken(request, *next));
  return response;
}

}  // namespace taqvim::schedule
