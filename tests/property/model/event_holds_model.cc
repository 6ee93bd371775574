// What a write does to holds, and what they are in the way of.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/hold_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int64_t kUsualHold = 14 * kDay;
constexpr int64_t kLongestHold = 731 * kDay;

int IndexOf(const v1::Event& event, const std::string& booking) {
  for (int i = 0; i < event.bookings_size(); ++i) {
    if (event.bookings(i).id() == booking) return i;
  }
  return -1;
}

std::vector<Claim> Only(const std::vector<Claim>& claims, Claim::Kind kind, int booking = -1) {
  std::vector<Claim> some;
  for (const Claim& claim : claims) {
    if (claim.kind == kind && (booking < 0 || claim.booking == booking)) some.push_back(claim);
  }
  return some;
}

std::vector<Claim> Blocking(std::vector<Claim> claims) {
  std::erase_if(claims, [](const Claim& claim) { return !claim.Blocks(); });
  return claims;
}

// Whether the booking had that time before.
bool WasThere(const Draft& draft, const Claim& ours) {
  const v1::Event& before = draft.before->message;
  const int old = IndexOf(before, draft.after.bookings(ours.booking).id());
  return std::any_of(
      draft.before->claims.begin(), draft.before->claims.end(),
      [&](const Claim& claim) { return claim.booking == old && claim.span == ours.span; });
}

}  // namespace

void EventWritesModel::ResolveExpireTime(const v1::Event& before, v1::Event& event) {
  const bool tentative = event.state() == v1::EVENT_STATE_TENTATIVE;
  if (tentative && !event.has_expire_time()) {
    event.mutable_expire_time()->set_seconds(world_.now + kUsualHold);
    return;
  }
  if (MessageDifferencer::Equals(before.expire_time(), event.expire_time())) return;
  const int64_t ahead = event.expire_time().seconds() - world_.now;
  if (!tentative && !event.has_expire_time()) return;
  if (!tentative || ahead <= 0 || ahead > kLongestHold) {
    malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
  }
}

// A booking that takes what it did not hold before holds since now.
void EventWritesModel::SettleHolds(Draft& draft) {
  v1::Event& event = draft.after;
  const auto before = event.holds();
  event.clear_holds();
  if (event.state() == v1::EVENT_STATE_EXPIRED) return;
  if (event.state() != v1::EVENT_STATE_TENTATIVE) return event.clear_expire_time();
  if (!event.has_expire_time()) event.mutable_expire_time()->set_seconds(world_.now + kUsualHold);
  for (int i = 0; i < event.bookings_size(); ++i) {
    const std::string& id = event.bookings(i).id();
    const int old = draft.before != nullptr ? IndexOf(draft.before->message, id) : -1;
    bool kept = old >= 0;
    for (const Claim& claim : Only(draft.claims, Claim::Kind::kHeld, i)) {
      kept = kept &&
             Cover(Only(draft.before->claims, Claim::Kind::kHeld, old), claim.atom, claim.span);
    }
    v1::BookingHold& hold = *event.add_holds();
    if (kept && old < before.size()) {
      hold = before[old];
    } else {
      hold.set_booking(id);
      hold.mutable_arrive_time()->set_seconds(world_.now);
    }
  }
}

Verdict EventWritesModel::Prioritize(const v1::PrioritizeHoldRequest& request) {
  Draft* draft = nullptr;
  Verdict verdict = Open(request.name(), request.etag(), 0, &draft);
  if (!verdict.ok()) return verdict;
  v1::Event& event = draft->after;
  if (event.state() != v1::EVENT_STATE_TENTATIVE) {
    return Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  if (!request.booking().empty() && IndexOf(event, request.booking()) < 0) {
    return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
  }
  for (v1::BookingHold& hold : *event.mutable_holds()) {
    if (request.booking().empty() || request.booking() == hold.booking()) {
      hold.set_order(request.order());
    }
  }
  return Judged();
}

Party EventWritesModel::PartyOf(const std::string& name) const {
  auto draft = drafts_.find(name);
  Party party{Final(name),
              FinalClaims(name),
              draft != drafts_.end() ? draft->second.serial : world_.events.at(name).serial,
              {}};
  for (const v1::Event* event = party.event; !event->host().empty();) {
    party.hosts.push_back(event->host());
    event = Final(event->host());
  }
  return party;
}

// Whether what the event holds there is ahead of the draft, which takes it.
bool EventWritesModel::IsAhead(const Draft& draft, const Claim& ours, const Party& other,
                               const Claim& theirs) const {
  const Span span{std::max(ours.span.start, theirs.span.start),
                  std::min(ours.span.end, theirs.span.end)};
  if (draft.before == nullptr) return true;
  const Stored<v1::Event>& before = *draft.before;
  if (Cover(Blocking(before.claims), ours.atom, span)) return false;
  const std::string& id = draft.after.bookings(ours.booking).id();
  if (IsMovePending(before.message)) {
    // What its move held counts, where that is made.
    const v1::Event moved = AsMoved(before.message);
    const int held = IndexOf(moved, id);
    if (held < 0) return true;
    if (!Cover(Only(before.move_claims, Claim::Kind::kHeld, held), ours.atom, span)) return true;
    return ComesBefore(other, theirs.booking, {&moved, {}, draft.serial, {}}, held);
  }
  const int old = IndexOf(before.message, id);
  if (old < 0 || before.message.state() != v1::EVENT_STATE_TENTATIVE) return true;
  if (!Cover(Only(before.claims, Claim::Kind::kHeld, old), ours.atom, span)) return true;
  return ComesBefore(other, theirs.booking, {&before.message, {}, draft.serial, {}}, old);
}

void EventWritesModel::JudgeHoldsOf(const Party& other, const Draft& draft, int i) {
  const bool takes = IsConfirmed(draft.after) || draft.confirming;
  for (const auto& [day, judged] : ByOccurrence(draft, JudgedClaims(draft, i))) {
    for (int j = 0; j < other.event->bookings_size(); ++j) {
      Span when;
      std::set<std::string> atoms;
      for (const Claim& ours : judged) {
        for (const Claim& theirs : Only(other.claims, Claim::Kind::kHeld, j)) {
          if (ours.atom != theirs.atom || ours.host != theirs.host) continue;
          if (!ours.span.Overlaps(theirs.span)) continue;
          if (takes && !IsAhead(draft, ours, other, theirs)) continue;
          if (!draft.altered[i] && WasThere(draft, ours)) continue;
          const Span met{std::max(ours.span.start, theirs.span.start),
                         std::min(ours.span.end, theirs.span.end)};
          if (atoms.empty() || met.IsToldBefore(when)) when = met;
          atoms.insert(ours.atom);
        }
      }
      if (atoms.empty()) continue;
      v1::Conflict& conflict =
          AddConflict(draft, i, takes ? v1::CONFLICT_RULE_HOLD_AHEAD : v1::CONFLICT_RULE_HELD);
      conflict.set_resource(atoms.size() == 1 ? *atoms.begin()
                                              : BookedName(draft.after.bookings(i)));
      conflict.set_counterpart(other.event->name());
      *conflict.mutable_counterpart_title() = other.event->title();
      conflict.set_counterpart_booking(other.event->bookings(j).id());
      if (other.moved) conflict.mutable_message()->append(kWithMove);
      conflict.mutable_start_time()->set_seconds(when.start);
      if (when.end != kForever) conflict.mutable_end_time()->set_seconds(when.end);
      if (!takes) conflict.set_hold_rank(RankOf(draft, i));
      if (day != kNoDay) *conflict.mutable_occurrence_day() = DateOf(day);
    }
  }
}

std::vector<Party> EventWritesModel::Others(const Draft& draft) const {
  std::set<std::string> names = world_.live;
  for (const auto& [name, other] : drafts_) names.insert(name);
  names.erase(draft.name());
  std::vector<Party> others;
  for (const std::string& name : names) {
    // What moves together is judged as if it were there already.
    if (MovesTogether(draft, name)) continue;
    const v1::Event& event = *Final(name);
    if (IsLiveHold(event, world_.now)) others.push_back(PartyOf(name));
    if (IsMovePending(event) && event.move().expire_time().seconds() > world_.now) {
      others.push_back(AsMoved(PartyOf(name), FinalMoveClaims(name)));
    }
  }
  return others;
}

int EventWritesModel::RankOf(const Draft& draft, int booking) const {
  const Party party = PartyOf(draft.name());
  return property::RankOf(draft.of_move ? AsMoved(party, draft.claims) : party, booking,
                          Others(draft), world_.now);
}

void EventWritesModel::JudgeHolds(const Draft& draft) {
  for (const Party& other : Others(draft)) {
    const bool related =
        IsInside(draft, other.event->name()) ||
        std::find(other.hosts.begin(), other.hosts.end(), draft.name()) != other.hosts.end();
    for (int i = 0; i < draft.after.bookings_size(); ++i) {
      const bool judged = draft.altered[i] || draft.after.has_recurrence();
      if (!judged || (related && !draft.after.bookings(i).has_participant())) continue;
      JudgeHoldsOf(other, draft, i);
    }
  }
}

}  // namespace taqvim::property
