// The bookings that wait for an approval: a part of server/schedule/api.h.
#include <algorithm>
#include <utility>

#include "proto/status_macros.h"
#include "server/base/approver_name.h"
#include "server/base/event_state.h"
#include "server/schedule/api.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/event_search.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"
#include "server/schedule/write/hold_ranks.h"

namespace taqvim::schedule {
namespace {

constexpr int kMostLookups = 1500;

bool IsAsked(const v1::BookingApproval& approval, const std::string& approver) {
  return approval.state() == v1::APPROVAL_STATE_PENDING &&
         (approver.empty() || ApproverIn(approval) == approver);
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
  SetApprover(ApproverIn(approval), pending);
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
  absl::StatusOr<Look> LookAt(const storage::Resource& resource);
  absl::StatusOr<size_t> Take(const storage::Resource& resource, const MidPosition& start);

  storage::Snapshot& snapshot_;
  const Caller& caller_;
  const v1::ListPendingBookingsRequest& request_;
  const int page_size_;
  HoldRanks ranks_;
  // That is looked at; where it waits to be moved, as that would have it once it is taken.
  v1::Event event_;
  bool of_move_ = false;
  // Where to go on when an event did not fit.
  MidPosition cut_;
  v1::ListPendingBookingsResponse response_;
};

// Approvals are not among what all may see.
absl::StatusOr<Look> PendingPage::LookAt(const storage::Resource& resource) {
  RETURN_IF_ERROR(FromResource(resource, &event_));
  if (!caller_.rights.SeesAllOf(event_)) return Look{};
  of_move_ = IsMovePending(event_);
  const auto& approvals = of_move_ ? event_.move().approvals() : event_.approvals();
  const bool asks =
      of_move_ || (event_.state() == v1::EVENT_STATE_TENTATIVE && event_.has_ask_time());
  const bool matches =
      asks && std::any_of(approvals.begin(), approvals.end(), [&](const auto& approval) {
        return IsAsked(approval, ApproverIn(request_));
      });
  return Look{.matches = matches, .work = resource.body.size()};
}

absl::StatusOr<size_t> PendingPage::Take(const storage::Resource& resource,
                                         const MidPosition& start) {
  RETURN_IF_ERROR(ranks_.Fill(resource.id, event_));
  if (of_move_) event_ = AsMoved(event_);
  const int from = resource.id == start.after + 1 ? start.told : 0;
  for (int i = from; i < event_.approvals_size(); ++i) {
    if (!IsAsked(event_.approvals(i), ApproverIn(request_))) continue;
    if (full()) {
      cut_ = {.after = resource.id - 1, .told = i};
      break;
    }
    v1::PendingBooking& pending = *response_.add_bookings();
    Describe(event_, event_.approvals(i), pending);
    pending.set_move(of_move_);
  }
  return resource.body.size();
}

absl::StatusOr<v1::ListPendingBookingsResponse> PendingPage::Fill() {
  ASSIGN_OR_RETURN(auto start, MidPositionOf(request_));
  v1::EventFilter filter;
  if (!request_.venue().empty()) filter.add_venues(request_.venue());
  if (!request_.participant().empty()) filter.add_participants(request_.participant());
  ASSIGN_OR_RETURN(auto search, EventSearch::Make(snapshot_, caller_.rights, filter));
  if (!search.has_value()) return std::move(response_);
  storage::SearchQuery query = search->query();
  query.criteria.push_back({.tags = kPendingTag});
  query.after = start.after;
  const auto look = [&](const storage::Resource& resource) { return LookAt(resource); };
  const auto take = [&](const storage::Resource& resource) { return Take(resource, start); };
  const auto is_full = [&] { return full() || ranks_.lookups() >= kMostLookups; };
  ASSIGN_OR_RETURN(auto next, Scan(snapshot_, std::move(query), page_size_, look, take, is_full));
  const MidPosition end = cut_.told > 0 ? cut_ : MidPosition{.after = next};
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
