// What venues have to say before an event is confirmed.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/event_writes_model.h"
#include "tests/property/hold_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

int IndexOf(const v1::Event& event, const std::string& booking) {
  for (int i = 0; i < event.bookings_size(); ++i) {
    if (event.bookings(i).id() == booking) return i;
  }
  return -1;
}

v1::BookingApproval* FindApproval(v1::Event& event, const std::string& booking) {
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    if (approval.booking() == booking) return &approval;
  }
  return nullptr;
}

// Whether the booking is as it was; a zone that is left out is the same.
bool IsAsBefore(const Draft& draft, const std::string& id) {
  if (!draft.before) return false;
  const v1::Event& before = draft.before->message;
  const int i = IndexOf(draft.after, id), old = IndexOf(before, id);
  if (i < 0 || old < 0) return false;
  v1::Booking booking = draft.after.bookings(i);
  if (booking.time_zone().empty()) booking.set_time_zone(before.bookings(old).time_zone());
  return MessageDifferencer::Equals(booking, before.bookings(old)) &&
         MessageDifferencer::Equals(PeriodOf(draft.after, booking),
                                    PeriodOf(before, before.bookings(old)));
}

}  // namespace

// The venue that must agree to the booking; empty when none must.
std::string EventWritesModel::ApprovingVenue(const v1::Booking& booking) const {
  if (booking.has_participant()) return "";
  auto venue = world_.venues.find(VenueOf(BookedName(booking)));
  if (venue == world_.venues.end()) return "";
  const bool approves = venue->second.message.booking_policy() == v1::BOOKING_POLICY_APPROVAL;
  return approves ? venue->first : "";
}

void EventWritesModel::SettleConfirmation(Draft& draft) {
  if (!draft.confirming || !IsConfirmed(draft.after)) return;
  v1::Event& event = draft.after;
  bool waits = false;
  for (const v1::Booking& booking : event.bookings()) {
    const std::string venue = ApprovingVenue(booking);
    if (venue.empty()) continue;
    const v1::BookingApproval* said = FindApproval(event, booking.id());
    waits |= !said || said->state() != v1::APPROVAL_STATE_APPROVED || said->venue() != venue ||
             !IsAsBefore(draft, booking.id());
  }
  if (!waits) return;
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  event.clear_confirm_time();
  event.mutable_ask_time()->set_seconds(world_.now);
  // What was refused is asked again.
  for (int i = event.approvals_size() - 1; i >= 0; --i) {
    if (event.approvals(i).state() != v1::APPROVAL_STATE_APPROVED) {
      event.mutable_approvals()->DeleteSubrange(i, 1);
    }
  }
}

bool EventWritesModel::TakesMore(const Draft& draft, int booking) const {
  if (!draft.before) return true;
  const int old = IndexOf(draft.before->message, draft.after.bookings(booking).id());
  std::vector<Claim> before;
  for (const Claim& claim : draft.before->claims) {
    if (claim.booking == old && claim.Blocks()) before.push_back(claim);
  }
  return std::any_of(draft.claims.begin(), draft.claims.end(), [&](const Claim& claim) {
    return claim.booking == booking && !Cover(before, claim.atom, claim.span);
  });
}

void EventWritesModel::SettleApprovals(Draft& draft) {
  v1::Event& event = draft.after;
  const bool tentative = event.state() == v1::EVENT_STATE_TENTATIVE;
  if (!tentative) event.clear_ask_time();
  v1::Event said = event;
  event.clear_approvals();
  const bool was_confirmed = draft.before && IsConfirmed(draft.before->message);
  for (int i = 0; IsLive(event) && i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    const v1::BookingApproval* approval = FindApproval(said, booking.id());
    if (!tentative) {
      const bool stands = !was_confirmed || !TakesMore(draft, i);
      if (approval && stands) *event.add_approvals() = *approval;
      continue;
    }
    const std::string venue = ApprovingVenue(booking);
    if (venue.empty() || !event.has_ask_time()) continue;
    v1::BookingApproval& settled = *event.add_approvals();
    if (approval && approval->venue() == venue && !draft.changed[i]) {
      settled = *approval;
    } else {
      settled.set_booking(booking.id());
      settled.set_venue(venue);
      settled.set_state(v1::APPROVAL_STATE_PENDING);
    }
  }
}

void EventWritesModel::JudgeApproval(const Draft& draft, int i) {
  if (!IsConfirmed(draft.after) || !draft.before || !IsConfirmed(draft.before->message)) return;
  const v1::Booking& booking = draft.after.bookings(i);
  const std::string venue = ApprovingVenue(booking);
  if (venue.empty() || !TakesMore(draft, i)) return;
  v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_APPROVAL_NEEDED);
  conflict.set_resource(BookedName(booking));
  conflict.set_counterpart(venue);
  *conflict.mutable_counterpart_title() = world_.venues.at(venue).message.title();
  const Span span = Occupied(booking, PeriodOf(draft.after, booking), booking.time_zone());
  conflict.mutable_start_time()->set_seconds(span.start);
  if (span.end != kForever) conflict.mutable_end_time()->set_seconds(span.end);
}

Verdict EventWritesModel::Decide(const std::string& name, const std::string& etag,
                                 const std::string& booking, const std::string& venue,
                                 const v1::BookingApproval& decision,
                                 const std::set<int>& overrides) {
  Draft* draft = nullptr;
  Verdict verdict = Open(name, etag, 0, &draft);
  if (!verdict.ok()) return verdict;
  v1::Event& event = draft->after;
  const Verdict illegal = Refused(kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  if (event.state() != v1::EVENT_STATE_TENTATIVE || !event.has_ask_time()) return illegal;
  if (!booking.empty() && IndexOf(event, booking) < 0) {
    return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
  }
  bool decided = false, all = true;
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    const bool open = approval.state() == v1::APPROVAL_STATE_PENDING;
    const bool meant = (venue.empty() || approval.venue() == venue) &&
                       (booking.empty() ? open : approval.booking() == booking);
    if (meant && !open) return illegal;
    if (meant) {
      approval.set_state(decision.state());
      *approval.mutable_reason() = decision.reason();
      approval.mutable_decide_time()->set_seconds(world_.now);
      decided = true;
    }
    all = all && approval.state() == v1::APPROVAL_STATE_APPROVED;
  }
  if (!decided) return illegal;
  draft->overrides = overrides;
  if (all) ConfirmDraft(*draft);
  return Judged();
}

}  // namespace taqvim::property
