// What venues and participants have to say before an event is confirmed.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/approved_rule_model.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/hold_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr auto kNotNow = absl::StatusCode::kFailedPrecondition;
constexpr int64_t kLeastHold = 14 * kDay;
constexpr size_t kMostDays = 10;

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

bool Repeats(const Draft& draft) {
  return draft.after.has_recurrence() ||
         (draft.before != nullptr && draft.before->message.has_recurrence());
}

// Whether the rule, or an exception of it, brings the booking where it was not.
bool IsElsewhere(const Draft& draft, const v1::Booking& booking, int64_t now) {
  if (!Repeats(draft)) return false;
  const v1::Event& before = draft.before->message;
  const bool other = !KeepsRule(before, draft.after);
  return !NewDays(before, draft.after, booking, now, /*all=*/other).empty();
}

// Whether the booking is as it was; a zone that is left out is the same.
bool IsAsBefore(const Draft& draft, const std::string& id, int64_t now) {
  if (draft.before == nullptr) return false;
  const v1::Event& before = draft.before->message;
  const int i = IndexOf(draft.after, id), old = IndexOf(before, id);
  if (i < 0 || old < 0) return false;
  v1::Booking booking = draft.after.bookings(i);
  if (booking.time_zone().empty()) booking.set_time_zone(before.bookings(old).time_zone());
  return MessageDifferencer::Equals(booking, before.bookings(old)) &&
         MessageDifferencer::Equals(PeriodOf(draft.after, booking),
                                    PeriodOf(before, before.bookings(old))) &&
         !IsElsewhere(draft, booking, now);
}

bool IsOpen(const v1::BookingApproval& approval) {
  return approval.state() == v1::APPROVAL_STATE_PENDING;
}

// Nobody is asked when nobody has anything against it, or left to say.
void ForgetAsk(v1::Event& event) {
  const auto& approvals = event.approvals();
  if (std::all_of(approvals.begin(), approvals.end(), [](const auto& approval) {
        return approval.state() == v1::APPROVAL_STATE_APPROVED;
      })) {
    event.clear_ask_time();
  }
}

bool Approves(v1::BookingPolicy policy) { return policy == v1::BOOKING_POLICY_APPROVAL; }

}  // namespace

// The venue, or the participant, that must agree to the booking; empty when none must.
std::string DeciderIn(const World& world, const v1::Event& event, const v1::Booking& booking) {
  const std::string& name = BookedName(booking);
  if (booking.has_participant()) {
    auto participant = world.participants.find(name);
    if (participant == world.participants.end()) return "";
    const v1::Participant& message = participant->second.message;
    const bool own = message.organization() == event.owner();
    return Approves(message.booking_policy()) && !own ? name : "";
  }
  auto venue = world.venues.find(VenueOf(name));
  if (venue == world.venues.end()) return "";
  return Approves(venue->second.message.booking_policy()) ? venue->first : "";
}

v1::BookingApproval Pending(const v1::Booking& booking, const std::string& decider) {
  v1::BookingApproval pending;
  pending.set_booking(booking.id());
  booking.has_participant() ? pending.set_participant(decider) : pending.set_venue(decider);
  pending.set_state(v1::APPROVAL_STATE_PENDING);
  return pending;
}

std::string BookedIn(const v1::Booking& booking) {
  const std::string& name = BookedName(booking);
  return booking.has_participant() ? name : VenueOf(name);
}

bool IsOf(const v1::BookingApproval& approval, const std::string& decider) {
  return approval.venue() == decider || approval.participant() == decider;
}

void SettleUnchanged(const World& world, v1::Event& event) {
  if (event.state() != v1::EVENT_STATE_TENTATIVE) return;
  v1::Event said = event;
  event.clear_approvals();
  for (const v1::Booking& booking : event.bookings()) {
    const std::string decider = DeciderIn(world, event, booking);
    if (decider.empty()) continue;
    const v1::BookingApproval* known = FindApproval(said, booking.id());
    if (known != nullptr) {
      *event.add_approvals() = *known;
    } else if (event.has_ask_time()) {
      *event.add_approvals() = Pending(booking, decider);
    }
  }
  ForgetAsk(event);
}

std::string EventWritesModel::DeciderOf(const v1::Event& event, const v1::Booking& booking) const {
  return DeciderIn(world_, event, booking);
}

void EventWritesModel::ConfirmOrAsk(Draft& draft) {
  if (!draft.confirming || !IsConfirmed(draft.after)) return;
  v1::Event& event = draft.after;
  bool waits = false;
  for (const v1::Booking& booking : event.bookings()) {
    const std::string decider = DeciderOf(event, booking);
    if (decider.empty()) continue;
    const v1::BookingApproval* said = FindApproval(event, booking.id());
    waits |= said == nullptr || said->state() != v1::APPROVAL_STATE_APPROVED ||
             !IsOf(*said, decider) || !IsAsBefore(draft, booking.id(), world_.now);
  }
  if (!waits) return;
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  event.clear_confirm_time();
  event.mutable_ask_time()->set_seconds(world_.now);
  const int64_t least = world_.now + kLeastHold;
  if (event.expire_time().seconds() < least) event.mutable_expire_time()->set_seconds(least);
  // What was refused is asked again.
  for (int i = event.approvals_size() - 1; i >= 0; --i) {
    if (event.approvals(i).state() != v1::APPROVAL_STATE_APPROVED) {
      event.mutable_approvals()->DeleteSubrange(i, 1);
    }
  }
}

// Whether who decides has not approved what the booking takes.
bool EventWritesModel::IsUnapproved(const Draft& draft, int booking) const {
  const v1::Booking& booked = draft.after.bookings(booking);
  for (const v1::BookingApproval& granted : draft.granted) {
    if (granted.booking() == booked.id() && IsOf(granted, BookedIn(booked))) return false;
  }
  return draft.before != nullptr && IsConfirmed(draft.before->message) &&
         IsConfirmed(draft.after) &&
         !DeciderOf(draft.after, draft.after.bookings(booking)).empty() &&
         TakesMore(draft, booking);
}

bool EventWritesModel::TakesMore(const Draft& draft, int booking) const {
  if (draft.before == nullptr) return true;
  if (Repeats(draft)) {
    const v1::Booking& now = draft.after.bookings(booking);
    if (!IsWider(draft.before->message, now)) return IsElsewhere(draft, now, world_.now);
    return !NewDays(draft.before->message, draft.after, now, world_.now, /*all=*/true).empty();
  }
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
  const bool was_confirmed = draft.before != nullptr && IsConfirmed(draft.before->message);
  for (int i = 0; IsLive(event) && i < event.bookings_size(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    const v1::BookingApproval* approval = FindApproval(said, booking.id());
    const auto for_this = std::find_if(
        draft.granted.begin(), draft.granted.end(), [&](const v1::BookingApproval& one) {
          return one.booking() == booking.id() && IsOf(one, BookedIn(booking));
        });
    if (!tentative && for_this != draft.granted.end()) {
      *event.add_approvals() = *for_this;
      continue;
    }
    if (!tentative) {
      const bool granted = approval != nullptr && approval->state() == v1::APPROVAL_STATE_APPROVED;
      if (granted && (!was_confirmed || !TakesMore(draft, i))) *event.add_approvals() = *approval;
      continue;
    }
    const std::string decider = DeciderOf(event, booking);
    if (decider.empty()) continue;
    if (approval != nullptr && IsOf(*approval, decider) &&
        IsAsBefore(draft, booking.id(), world_.now)) {
      *event.add_approvals() = *approval;
    } else if (event.has_ask_time()) {
      *event.add_approvals() = Pending(booking, decider);
    }
  }
  ForgetAsk(event);
}

void EventWritesModel::JudgeApproval(const Draft& draft, int i) {
  if (!IsUnapproved(draft, i)) return;
  const v1::Booking& booking = draft.after.bookings(i);
  const std::string decider = DeciderOf(draft.after, booking);
  v1::Conflict& conflict = AddConflict(draft, i, v1::CONFLICT_RULE_APPROVAL_NEEDED);
  conflict.set_resource(BookedName(booking));
  conflict.set_counterpart(decider);
  *conflict.mutable_counterpart_title() = booking.has_participant()
                                              ? world_.participants.at(decider).message.title()
                                              : world_.venues.at(decider).message.title();
  v1::Period period = PeriodOf(draft.after, booking);
  if (Repeats(draft)) {
    const v1::Event& before = draft.before->message;
    const std::vector<int64_t> days =
        NewDays(before, draft.after, booking, world_.now, IsWider(before, booking));
    for (size_t k = 0; k < std::min(days.size(), kMostDays); ++k) {
      *conflict.add_new_days() = DateOf(days[k]);
    }
    if (days.empty()) return;
    for (const Occurrence& one : OccurrencesOf(draft.after, kLongestRule)) {
      if (one.day == days[0]) period = PeriodAt(booking, one);
    }
  }
  const Span span = Occupied(booking, period, booking.time_zone());
  conflict.mutable_start_time()->set_seconds(span.start);
  if (span.end != kForever) conflict.mutable_end_time()->set_seconds(span.end);
}

std::set<std::string> WithdrawApprovals(World& world, const std::string& approver) {
  std::set<std::string> withdrawn = WithdrawFromMoves(world, approver);
  for (const std::string& name : world.live) {
    Stored<v1::Event>& stored = world.events.at(name);
    v1::Event& event = stored.message;
    auto& approvals = *event.mutable_approvals();
    if (!std::any_of(approvals.begin(), approvals.end(), IsOpen)) continue;
    const int before = approvals.size();
    for (int i = before - 1; i >= 0; --i) {
      if (!IsOf(approvals[i], approver)) continue;
      const v1::Booking& booking = event.bookings(IndexOf(event, approvals[i].booking()));
      if (DeciderIn(world, event, booking).empty()) approvals.DeleteSubrange(i, 1);
    }
    if (approvals.size() == before) continue;
    ForgetAsk(event);
    SettleUnchanged(world, event);
    stored.etag = "another one";
    withdrawn.insert(name);
  }
  return withdrawn;
}

Verdict EventWritesModel::Decide(const std::string& name, const std::string& etag,
                                 const std::string& booking, const std::string& approver,
                                 const v1::BookingApproval& decision,
                                 const std::set<int>& overrides) {
  Draft* draft = nullptr;
  Verdict verdict = Open(name, etag, 0, &draft);
  if (!verdict.ok()) return verdict;
  v1::Event& event = draft->after;
  draft->overrides = overrides;
  if (IsMovePending(event)) return DecideOnMove(*draft, booking, approver, decision);
  const Verdict illegal = Refused(kNotNow, v1::ERROR_REASON_ILLEGAL_STATE);
  if (event.state() == v1::EVENT_STATE_EXPIRED) {
    return Refused(kNotNow, v1::ERROR_REASON_HOLD_LAPSED);
  }
  if (event.state() != v1::EVENT_STATE_TENTATIVE || !event.has_ask_time()) return illegal;
  if (!booking.empty() && IndexOf(event, booking) < 0) {
    return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
  }
  bool decided = false, all = true;
  for (v1::BookingApproval& approval : *event.mutable_approvals()) {
    const bool open = approval.state() == v1::APPROVAL_STATE_PENDING;
    const bool meant = (approver.empty() || IsOf(approval, approver)) &&
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
  if (all) ConfirmDraft(*draft);
  return Judged();
}

}  // namespace taqvim::property
