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

class PendingPage {
 public:
  PendingPage(storage::Snapshot& snapshot, const Caller& caller,
              const v1::ListPendingBookingsRequest& request)
      : snapshot_(snapshot),
        caller_(caller),
        request_(request),
        page_size_(PageSize(request.page_size())),
        ranks_(snapshot, caller.rights) {}

  absl::StatusOr<v1::ListPendingBookingsResponse> Fill();

 private:
  bool full() const { return response_.bookings_size() == page_size_; }
  absl::StatusOr<Taken> Take(const storage::Resource& resource, const MidPosition& start);

  storage::Snapshot& snapshot_;
  const Caller& caller_;
  const v1::ListPendingBookingsRequest& request_;
  const int page_size_;
  HoldRanks ranks_;
  // Where to go on when an event did not fit.
  MidPosition cut_;
  v1::ListPendingBookingsResponse response_;
};

absl::StatusOr<Taken> PendingPage::Take(const storage::Resource& resource,
                                        const MidPosition& start) {
  auto event = Read<v1::Event>(resource);
  if (!event.ok()) return event.status();
  if (event->state() != v1::EVENT_STATE_TENTATIVE || !event->has_ask_time()) return Taken{};
  // Approvals are not among what all may see.
  if (!caller_.rights.SeesAllOf(*event)) return Taken{};
  const int before = response_.bookings_size();
  if (auto s = ranks_.Fill(resource.id, *event); !s.ok()) return s;
  const int from = resource.id == start.after + 1 ? start.told : 0;
  for (int i = from; i < event->approvals_size(); ++i) {
    if (!IsAsked(event->approvals(i), request_.venue())) continue;
    if (full()) {
      cut_ = {.after = resource.id - 1, .told = i};
      break;
    }
    Describe(*event, event->approvals(i), *response_.add_bookings());
  }
  return Taken{response_.bookings_size() > before ? resource.body.size() : 0};
}

absl::StatusOr<v1::ListPendingBookingsResponse> PendingPage::Fill() {
  auto start = MidPositionOf(request_);
  if (!start.ok()) return start.status();
  const storage::ListQuery query{.kind = storage::Kind::kEvent, .after = start->after};
  auto next = Scan(
      snapshot_, query, page_size_,
      [&](const storage::Resource& resource) { return Take(resource, *start); },
      [&] { return full() || ranks_.lookups() >= kMostLookups; });
  if (!next.ok()) return next.status();
  const MidPosition end = cut_.told > 0 ? cut_ : MidPosition{.after = *next};
  response_.set_next_page_token(MidToken(request_, end));
  return std::move(response_);
}

}  // namespace

absl::StatusOr<v1::ListPendingBookingsResponse> ListPendingBookings(
    storage::Snapshot& snapshot, const Caller& caller,
    const v1::ListPendingBookingsRequest& request) {
  return PendingPage(snapshot, caller, request).Fill();
}

}  // namespace taqvim::schedule
