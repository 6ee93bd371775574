#include "server/schedule/approvals.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "server/schedule/coverage.h"
#include "server/schedule/holds.h"
#include "server/schedule/names.h"
#include "server/schedule/resources.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using storage::Claim;
using storage::ClaimKind;

bool Approves(const v1::Venue& venue) {
  return venue.booking_policy() == v1::BOOKING_POLICY_APPROVAL;
}

const v1::BookingApproval* Find(const v1::Event& event, const std::string& booking) {
  const auto& approvals = event.approvals();
  auto found = std::find_if(approvals.begin(), approvals.end(),
                            [&](const auto& approval) { return approval.booking() == booking; });
  return found == approvals.end() ? nullptr : &*found;
}

// The venue of a booking, if it approves its bookings; null for others.
absl::StatusOr<std::shared_ptr<const v1::Venue>> ApprovingVenue(storage::Snapshot& snapshot,
                                                                const v1::Booking& booking) {
  if (!booking.has_space() && !booking.has_venue()) return nullptr;
  const std::string_view name =
      booking.has_venue() ? std::string_view(booking.venue()) : VenueOf(booking.space());
  auto resource = snapshot.Find(storage::Kind::kVenue, name);
  if (!resource.ok()) return resource.status();
  if (!*resource) return nullptr;
  auto venue = ReadShared<v1::Venue>(**resource);
  if (!venue.ok()) return venue.status();
  return Approves(**venue) ? *venue : nullptr;
}

// Whether the booking says what it said before; its zone may be left out.
bool IsAsBefore(const Draft& draft, v1::Booking booking) {
  const int old = IndexOfBooking(draft.before, booking.id());
  if (old < 0) return false;
  const v1::Booking& before = draft.before.bookings(old);
  if (booking.time_zone().empty()) booking.set_time_zone(before.time_zone());
  return MessageDifferencer::Equals(before, booking) &&
         MessageDifferencer::Equals(PeriodOf(draft.before, before), PeriodOf(draft.after, booking));
}

// Whether the venue has agreed to the booking as it is.
bool IsApproved(const Draft& draft, const v1::Booking& booking, const v1::Venue& venue) {
  const v1::BookingApproval* given = Find(draft.after, booking.id());
  return given && given->state() == v1::APPROVAL_STATE_APPROVED && given->venue() == venue.name() &&
         IsAsBefore(draft, booking);
}

v1::BookingApproval Open(const std::string& booking, const std::string& venue) {
  v1::BookingApproval approval;
  approval.set_booking(booking);
  approval.set_venue(venue);
  approval.set_state(v1::APPROVAL_STATE_PENDING);
  return approval;
}

// The confirmation is asked for, and waits.
void Ask(const Draft& draft, v1::Event& event) {
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  *event.mutable_ask_time() = event.update_time();
  event.clear_confirm_time();
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    const int booking = IndexOfBooking(event, approval.booking());
    if (approval.state() != v1::APPROVAL_STATE_APPROVED || booking < 0 ||
        !IsAsBefore(draft, event.bookings(booking))) {
      approval = Open(approval.booking(), approval.venue());
    }
  }
}

bool IsFor(const v1::BookingApproval& approval, const Decision& decision) {
  if (!decision.venue.empty() && approval.venue() != decision.venue) return false;
  if (!decision.booking.empty()) return approval.booking() == decision.booking;
  return approval.state() == v1::APPROVAL_STATE_PENDING;
}

}  // namespace

absl::Status SettleConfirmation(Drafts& drafts, Draft& draft) {
  if (!draft.confirming || !draft.confirmed()) return absl::OkStatus();
  for (const v1::Booking& booking : draft.after.bookings()) {
    auto venue = ApprovingVenue(drafts.transaction(), booking);
    if (!venue.ok()) return venue.status();
    if (!*venue || IsApproved(draft, booking, **venue)) continue;
    Ask(draft, draft.after);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

bool TakesMoreThanConfirmed(const Draft& draft, int booking) {
  const int old = IndexOfBooking(draft.before, draft.after.bookings(booking).id());
  const auto confirmed = [old](const Claim& claim) {
    return Blocks(claim.kind) && claim.booking == old;
  };
  return std::any_of(draft.claims.begin(), draft.claims.end(), [&](const Claim& claim) {
    return Blocks(claim.kind) && claim.booking == booking &&
           !Covers(draft.claims_before, claim.atom, claim.interval, confirmed);
  });
}

void SettleApprovals(Draft& draft) {
  v1::Event& event = draft.after;
  if (event.state() != v1::EVENT_STATE_TENTATIVE) event.clear_ask_time();
  if (!draft.live()) event.clear_approvals();
  const bool was_confirmed = draft.before.state() == v1::EVENT_STATE_CONFIRMED;
  if (!event.has_ask_time() && event.approvals().empty()) return;
  google::protobuf::RepeatedPtrField<v1::BookingApproval> approvals;
  for (int i = 0; i < event.bookings_size(); ++i) {
    const BookingFacts& facts = draft.facts.bookings[i];
    const v1::BookingApproval* said = Find(event, event.bookings(i).id());
    if (draft.confirmed()) {
      if (said && !(was_confirmed && TakesMoreThanConfirmed(draft, i))) *approvals.Add() = *said;
      continue;
    }
    if (facts.is_participant() || !Approves(*facts.venue)) continue;
    const bool stands = said && said->venue() == facts.venue->name() && !facts.altered;
    *approvals.Add() = stands ? *said : Open(event.bookings(i).id(), facts.venue->name());
  }
  event.mutable_approvals()->Swap(&approvals);
}

absl::Status Decide(const Decision& decision, v1::Event& event, FieldErrors& errors) {
  if (event.state() != v1::EVENT_STATE_TENTATIVE || !event.has_ask_time()) {
    return IllegalState(event.name(), "does not wait for the approval of any venue");
  }
  if (!decision.booking.empty() && IndexOfBooking(event, decision.booking) < 0) {
    errors.Add("booking", absl::StrCat("is ", decision.booking, ", but ", event.name(),
                                       " has no booking of that id."));
    return absl::OkStatus();
  }
  bool decided = false;
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    if (!IsFor(approval, decision)) continue;
    if (approval.state() != v1::APPROVAL_STATE_PENDING) {
      return IllegalState(event.name(),
                          absl::StrCat("has the booking ", approval.booking(),
                                       ", about which its venue has decided; the organiser can "
                                       "ask again by confirming the event"));
    }
    const v1::BookingApproval waiting = approval;
    approval = decision.approval;
    approval.set_booking(waiting.booking());
    approval.set_venue(waiting.venue());
    decided = true;
  }
  if (decided) return absl::OkStatus();
  return IllegalState(
      event.name(),
      absl::StrCat("has no booking", decision.venue.empty() ? "" : " at ", decision.venue,
                   decision.booking.empty() ? "" : absl::StrCat(" ", decision.booking),
                   " that waits for an approval"));
}

bool AllApproved(const v1::Event& event) {
  const auto& approvals = event.approvals();
  return std::all_of(approvals.begin(), approvals.end(), [](const auto& approval) {
    return approval.state() == v1::APPROVAL_STATE_APPROVED;
  });
}

}  // namespace taqvim::schedule
