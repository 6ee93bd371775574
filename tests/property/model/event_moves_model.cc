// What confirmed events ask to become, and who moves together.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/event_writes_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int64_t kWaits = 14 * kDay;

int IndexOfBooking(const v1::Event& event, const std::string& booking) {
  for (int i = 0; i < event.bookings_size(); ++i) {
    if (event.bookings(i).id() == booking) return i;
  }
  return -1;
}

v1::Recurrence Asked(v1::Recurrence recurrence) {
  recurrence.clear_skipped_days();
  recurrence.clear_held_days();
  recurrence.clear_claimed_through();
  return recurrence;
}

// A zone that is left out is the same.
bool IsAlike(const v1::Booking& before, v1::Booking after) {
  if (after.time_zone().empty()) after.set_time_zone(before.time_zone());
  return MessageDifferencer::Equals(before, after);
}

bool ChangesPlace(const Draft& draft) {
  if (draft.before == nullptr) return false;
  const v1::Event& before = draft.before->message;
  const v1::Event& after = draft.after;
  if (!IsConfirmed(before) || !IsConfirmed(after)) return false;
  return before.time_zone() != after.time_zone() || before.has_period() != after.has_period() ||
         !MessageDifferencer::Equals(before.period(), after.period()) ||
         !MessageDifferencer::Equals(Asked(before.recurrence()), Asked(after.recurrence())) ||
         !std::equal(before.bookings().begin(), before.bookings().end(), after.bookings().begin(),
                     after.bookings().end(), IsAlike);
}

// Where, when and how, as `to` has it afterwards.
template <class From, class To>
void CopyPlace(const From& from, To& to) {
  to.clear_period();
  to.clear_recurrence();
  if (from.has_period()) *to.mutable_period() = from.period();
  if (from.has_recurrence()) *to.mutable_recurrence() = from.recurrence();
  to.set_time_zone(from.time_zone());
  *to.mutable_bookings() = from.bookings();
}

bool IsPending(const v1::BookingApproval& approval) {
  return approval.state() == v1::APPROVAL_STATE_PENDING;
}

bool IsAgreed(const v1::Event& event) {
  const auto& approvals = event.move().approvals();
  return IsMovePending(event) && std::none_of(approvals.begin(), approvals.end(), IsPending);
}

// What was approved for the move before, of bookings that are as they were asked for.
std::vector<v1::BookingApproval> Granted(const Draft& draft) {
  std::vector<v1::BookingApproval> granted;
  const v1::EventMove& move = draft.before->message.move();
  const v1::Event moved = AsMoved(draft.before->message);
  if (!MessageDifferencer::Equals(Asked(move.recurrence()), Asked(draft.after.recurrence()))) {
    return granted;
  }
  for (const v1::BookingApproval& approval : move.approvals()) {
    if (approval.state() != v1::APPROVAL_STATE_APPROVED) continue;
    const int old = IndexOfBooking(moved, approval.booking());
    const int now = IndexOfBooking(draft.after, approval.booking());
    if (old < 0 || now < 0 || !IsAlike(moved.bookings(old), draft.after.bookings(now))) continue;
    const bool same_time = MessageDifferencer::Equals(
        PeriodOf(moved, moved.bookings(old)), PeriodOf(draft.after, draft.after.bookings(now)));
    if (same_time) granted.push_back(approval);
  }
  return granted;
}

}  // namespace

void KeepInMove(const v1::Event& moved, v1::Event& event) {
  v1::EventMove& move = *event.mutable_move();
  CopyPlace(moved, move);
  *move.mutable_approvals() = moved.approvals();
  *move.mutable_holds() = moved.holds();
  *move.mutable_waivers() = moved.waivers();
}

std::set<std::string> LapseMoves(World& world) {
  std::set<std::string> groups, ended;
  for (const std::string& name : world.live) {
    const v1::Event& event = world.events.at(name).message;
    if (!IsMovePending(event) || event.move().expire_time().seconds() > world.now) continue;
    ended.insert(name);
    if (!event.move().group().empty()) groups.insert(event.move().group());
  }
  for (const std::string& name : world.live) {
    if (groups.contains(MoveGroupOf(world.events.at(name).message))) ended.insert(name);
  }
  for (const std::string& name : ended) {
    Stored<v1::Event>& stored = world.events.at(name);
    stored.message.clear_move();
    stored.move_claims.clear();
    stored.etag = "another one";
  }
  return ended;
}

std::set<std::string> WithdrawFromMoves(World& world, const std::string& approver) {
  std::set<std::string> withdrawn;
  for (const std::string& name : world.live) {
    Stored<v1::Event>& stored = world.events.at(name);
    if (!IsMovePending(stored.message)) continue;
    const v1::Event moved = AsMoved(stored.message);
    auto& approvals = *stored.message.mutable_move()->mutable_approvals();
    const int before = approvals.size();
    for (int i = before - 1; i >= 0; --i) {
      if (!IsPending(approvals[i]) || !IsOf(approvals[i], approver)) continue;
      const v1::Booking& booking = moved.bookings(IndexOfBooking(moved, approvals[i].booking()));
      if (DeciderIn(world, moved, booking).empty()) approvals.DeleteSubrange(i, 1);
    }
    if (approvals.size() == before) continue;
    stored.etag = "another one";
    withdrawn.insert(name);
  }
  return withdrawn;
}

// By trying it.
std::vector<v1::BookingApproval> EventWritesModel::OpenApprovals(Draft tried) {
  std::vector<v1::BookingApproval> open;
  if (!CheckFacts(tried)) return open;
  tried.outside.assign(tried.after.bookings_size(), false);
  tried.altered = tried.changed;
  if (tried.after.has_recurrence()) {
    ClaimSeries(tried);
  } else {
    for (int i = 0; i < tried.after.bookings_size(); ++i) ClaimBooking(tried, i, false);
  }
  for (int i = 0; i < tried.after.bookings_size(); ++i) {
    if (!IsUnapproved(tried, i)) continue;
    const v1::Booking& booking = tried.after.bookings(i);
    open.push_back(Pending(booking, DeciderOf(tried.after, booking)));
  }
  return open;
}

void EventWritesModel::AskToMove(Draft& draft, std::vector<v1::BookingApproval> open,
                                 const std::string& group) {
  v1::EventMove move = draft.before->message.move();
  if (!draft.moves) {
    move.Clear();
    move.mutable_ask_time()->set_seconds(world_.now);
    move.mutable_expire_time()->set_seconds(world_.now + kWaits);
    move.set_group(group);
  }
  CopyPlace(draft.after, move);
  open.insert(open.end(), draft.granted.begin(), draft.granted.end());
  move.clear_approvals();
  for (v1::Booking& booking : *move.mutable_bookings()) {
    CheckBookingZone(draft, booking);
    const auto said = std::find_if(open.begin(), open.end(),
                                   [&](const auto& one) { return one.booking() == booking.id(); });
    if (said != open.end()) *move.add_approvals() = *said;
  }
  draft.changed.clear();
  CopyPlace(draft.before->message, draft.after);
  *draft.after.mutable_move() = move;
  draft.move_is_new = !draft.moves;
  draft.moves = false;
  draft.granted.clear();
  draft.waived.clear();
}

void EventWritesModel::AskForMoves() {
  std::vector<std::pair<Draft*, std::vector<v1::BookingApproval>>> asked;
  bool waits = false;
  for (auto& [name, draft] : drafts_) {
    const bool asks = draft.asks && !draft.overrides.contains(v1::CONFLICT_RULE_APPROVAL_NEEDED);
    if (!(asks || draft.moves) || !ChangesPlace(draft)) continue;
    if (asks) draft.granted = Granted(draft);
    asked.emplace_back(&draft, OpenApprovals(draft));
    waits |= !asked.back().second.empty();
  }
  if (!waits || !malformed_.empty()) return;
  const std::string group =
      asked.size() > 1 ? absl::StrCat("asked at ", world_.now, " with ", asked[0].first->name())
                       : "";
  for (auto& [draft, open] : asked) AskToMove(*draft, open, group);
}

std::set<std::string> EventWritesModel::MembersOfGroup(const std::string& group) const {
  std::set<std::string> members;
  for (const std::string& name : world_.live) {
    if (MoveGroupOf(world_.events.at(name).message) == group) members.insert(name);
  }
  return members;
}

// When one ends otherwise than by being made, all do.
void EventWritesModel::EndMoveGroups() {
  std::map<std::string, int> ended;
  for (const auto& [name, draft] : drafts_) {
    if (draft.before == nullptr || draft.moves) continue;
    const std::string group = MoveGroupOf(draft.before->message);
    if (!group.empty() && MoveGroupOf(draft.after) != group) ended.emplace(group, draft.item);
  }
  for (const auto& [group, item] : ended) {
    for (const std::string& name : MembersOfGroup(group)) {
      Draft& member = TakeUp(name);
      if (MoveGroupOf(member.after) != group) continue;
      member.after.clear_move();
      if (!member.written) member.item = item;
      member.written = true;
    }
  }
}

void EventWritesModel::SettleMoves() {
  for (auto& [name, draft] : drafts_) {
    if (!draft.after.has_move()) continue;
    const bool refused = draft.before != nullptr && draft.before->message.has_move() &&
                         !IsMovePending(draft.before->message);
    const bool kept = IsLive(draft.after) && IsConfirmed(draft.after) && !ChangesPlace(draft) &&
                      !(draft.written && refused);
    if (!kept) draft.after.clear_move();
  }
  AskForMoves();
  EndMoveGroups();
}

void EventWritesModel::MoveTogether(Draft& draft) {
  const std::string group = MoveGroupOf(draft.after);
  std::set<std::string> members = {draft.name()};
  if (!group.empty()) members = MembersOfGroup(group);
  for (const std::string& name : members) {
    const v1::Event& event = *Final(name);
    if (!IsAgreed(event)) return;
  }
  const std::set<int> overrides = draft.overrides;
  for (const std::string& name : members) {
    Draft& member = TakeUp(name);
    member.written = true;
    member.overrides = overrides;
    const v1::EventMove move = member.after.move();
    const v1::Event placed = member.after;
    CopyPlace(move, member.after);
    KeepDays(placed, member.after);
    member.waived.assign(move.waivers().begin(), move.waivers().end());
    member.granted.assign(move.approvals().begin(), move.approvals().end());
    member.moves = true;
    member.after.clear_move();
    if (&member != &draft) moved_along_.insert(name);
  }
}

Verdict EventWritesModel::DecideOnMove(Draft& draft, const std::string& booking,
                                       const std::string& approver,
                                       const v1::BookingApproval& decision) {
  const Verdict illegal =
      Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  v1::EventMove& move = *draft.after.mutable_move();
  const auto is_named = [&](const v1::Booking& one) { return one.id() == booking; };
  if (!booking.empty() && std::none_of(move.bookings().begin(), move.bookings().end(), is_named)) {
    return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
  }
  bool decided = false;
  for (v1::BookingApproval& approval : *move.mutable_approvals()) {
    const bool open = IsPending(approval);
    const bool meant = (approver.empty() || IsOf(approval, approver)) &&
                       (booking.empty() ? open : approval.booking() == booking);
    if (meant && !open) return illegal;
    if (!meant) continue;
    approval.set_state(decision.state());
    *approval.mutable_reason() = decision.reason();
    approval.mutable_decide_time()->set_seconds(world_.now);
    decided = true;
  }
  if (!decided) return illegal;
  if (!IsMovePending(draft.after)) {
    move.clear_holds();
    auto& approvals = *move.mutable_approvals();
    approvals.erase(std::remove_if(approvals.begin(), approvals.end(), IsPending), approvals.end());
  } else {
    MoveTogether(draft);
  }
  return Judged();
}

bool EventWritesModel::MovesTogether(const Draft& draft, const std::string& name) const {
  return !draft.move_group.empty() && MoveGroupOf(*Final(name)) == draft.move_group;
}

std::vector<Claim> EventWritesModel::FinalMoveClaims(const std::string& name) const {
  if (const auto moved = moved_.find(name); moved != moved_.end()) return moved->second.claims;
  const auto draft = drafts_.find(name);
  const bool ended = draft != drafts_.end() && !IsMovePending(draft->second.after);
  const auto stored = world_.events.find(name);
  return ended || stored == world_.events.end() ? std::vector<Claim>() : stored->second.move_claims;
}

// What is asked for anew is held against the event as it stands; all else that a write
// changes is judged of the event itself.
void EventWritesModel::ClaimMove(Draft& draft) {
  if (!IsMovePending(draft.after)) return;
  const v1::Event& old = draft.before->message;
  const bool is_new = draft.move_is_new || !IsMovePending(old);
  const v1::Event placed = is_new ? old : AsMoved(old);
  Stored<v1::Event>& before = before_moved_[draft.name()];
  before.message = draft.after;
  before.message.clear_move();
  before.message.set_state(placed.state());
  before.message.set_host(placed.host());
  CopyPlace(placed, before.message);
  *before.message.mutable_approvals() = placed.approvals();
  *before.message.mutable_holds() = placed.holds();
  *before.message.mutable_waivers() = placed.waivers();
  before.claims = is_new ? draft.before->claims : draft.before->move_claims;
  for (Claim& claim : before.claims) claim.kind = Claim::Kind::kHeld;
  if (is_new) {
    std::erase_if(before.claims, [&](const Claim& claim) { return claim.span.end <= world_.now; });
  }
  Draft& moved = moved_[draft.name()];
  moved.before = &before;
  moved.after = AsMoved(draft.after);
  moved.item = draft.item;
  moved.written = draft.written;
  moved.serial = draft.serial;
  moved.overrides = draft.overrides;
  moved.of_move = true;
  moved.move_group = MoveGroupOf(draft.after);
  ClaimDraft(moved);
  KeepInMove(moved.after, draft.after);
}

}  // namespace taqvim::property
