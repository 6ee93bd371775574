#include "server/schedule/drafts/moves.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/base/approver_name.h"
#include "server/base/event_state.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/event/occurrences.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;

constexpr absl::Duration kWaits = absl::Hours(14 * 24);

// Whether a booking says the same; its zone may be left out.
bool IsAlike(const v1::Booking& before, v1::Booking after) {
  if (after.time_zone().empty()) after.set_time_zone(before.time_zone());
  return MessageDifferencer::Equals(before, after);
}

bool AreAlike(const v1::Recurrence& before, const v1::Recurrence& after) {
  return MessageDifferencer::Equals(AskedOf(before), AskedOf(after));
}

bool SamePlace(const v1::Event& before, const v1::Event& after) {
  const auto& old = before.bookings();
  return before.time_zone() == after.time_zone() && before.has_period() == after.has_period() &&
         MessageDifferencer::Equals(before.period(), after.period()) &&
         before.has_recurrence() == after.has_recurrence() &&
         AreAlike(before.recurrence(), after.recurrence()) &&
         std::equal(old.begin(), old.end(), after.bookings().begin(), after.bookings().end(),
                    IsAlike);
}

v1::EventMove NewMove(const MoveAsked& asked, absl::Time now) {
  v1::EventMove move;
  move.set_principal(std::string(asked.principal));
  *move.mutable_ask_time() = TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(now));
  *move.mutable_expire_time() = TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(now + kWaits));
  move.set_group(asked.group);
  return move;
}

bool IsPending(const v1::BookingApproval& approval) {
  return approval.state() == v1::APPROVAL_STATE_PENDING;
}

}  // namespace

bool ChangesPlace(const Draft& draft) {
  return !draft.is_new() && draft.confirmed() &&
         draft.before.state() == v1::EVENT_STATE_CONFIRMED && !SamePlace(draft.before, draft.after);
}

void AskToMove(MoveAsked asked, absl::Time now, Draft& draft) {
  v1::EventMove move = draft.moves ? draft.before.move() : NewMove(asked, now);
  CopyPlace(draft.after, move);
  *move.mutable_bookings() = std::move(asked.bookings);
  *move.mutable_approvals() = std::move(asked.approvals);
  CopyPlace(draft.before, draft.after);
  *draft.after.mutable_move() = std::move(move);
  draft.move_is_new = !draft.moves;
  draft.moves = false;
  draft.granted.Clear();
  draft.waived.Clear();
}

void KeepGranted(Draft& draft) {
  const v1::EventMove& move = draft.before.move();
  if (!AreAlike(move.recurrence(), draft.after.recurrence())) return;
  const v1::Event moved = AsMoved(draft.before);
  for (const v1::BookingApproval& approval : move.approvals()) {
    if (approval.state() != v1::APPROVAL_STATE_APPROVED) continue;
    const int old = IndexOfBooking(moved, approval.booking());
    const int now = IndexOfBooking(draft.after, approval.booking());
    if (old < 0 || now < 0 || !IsAlike(moved.bookings(old), draft.after.bookings(now))) continue;
    if (MessageDifferencer::Equals(PeriodOf(moved, moved.bookings(old)),
                                   PeriodOf(draft.after, draft.after.bookings(now)))) {
      *draft.granted.Add() = approval;
    }
  }
}

void MoveNow(Draft& draft) {
  v1::Event& event = draft.after;
  const v1::EventMove move = event.move();
  CopyPlace(move, event);
  draft.waived = move.waivers();
  draft.granted = move.approvals();
  draft.moves = true;
  event.clear_move();
}

absl::Status DecideOnMove(const Decision& decision, v1::Event& event, FieldErrors& errors) {
  v1::Event moved = AsMoved(event);
  RETURN_IF_ERROR(Decide(decision, moved, errors));
  v1::EventMove& move = *event.mutable_move();
  *move.mutable_approvals() = moved.approvals();
  if (IsMovePending(event)) return absl::OkStatus();
  move.clear_holds();
  auto& approvals = *move.mutable_approvals();
  approvals.erase(std::remove_if(approvals.begin(), approvals.end(), IsPending), approvals.end());
  return absl::OkStatus();
}

bool IsMoveAgreed(const v1::Event& event) {
  const auto& approvals = event.move().approvals();
  return IsMovePending(event) && std::none_of(approvals.begin(), approvals.end(), IsPending);
}

bool WithdrawFromMove(absl::FunctionRef<bool(const std::string& approver)> decides,
                      v1::Event& event) {
  if (!IsMovePending(event)) return false;
  auto& approvals = *event.mutable_move()->mutable_approvals();
  const auto pointless = std::remove_if(
      approvals.begin(), approvals.end(),
      [&](const v1::BookingApproval& one) { return IsPending(one) && !decides(ApproverIn(one)); });
  const bool withdraws = pointless != approvals.end();
  approvals.erase(pointless, approvals.end());
  return withdraws;
}

bool WithdrawFromMove(const Approver& approver, v1::Event& event) {
  const auto decides = [&](const std::string& other) {
    return other != approver.name() || approver.Decides(event);
  };
  return WithdrawFromMove(decides, event);
}

void KeepMove(ClaimedDraft& draft) {
  if (draft.move) KeepInMove(draft.move->after, draft.after);
}

void KeepMoves(ClaimedDrafts& drafts) {
  for (ClaimedDraft* draft : drafts.all()) KeepMove(*draft);
}

}  // namespace taqvim::schedule
