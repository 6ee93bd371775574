#include "tests/property/model/event_writes_model.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/access/redact.h"
#include "tests/property/model/standing_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

bool Blocks(const v1::Conflict& conflict) {
  return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
}

bool IsOverridable(const v1::Conflict& conflict) {
  return conflict.severity() == v1::CONFLICT_SEVERITY_OVERRIDABLE;
}

}  // namespace

// What everybody may see of the counterpart now, and what it takes of a
// participant that both want.
std::string EventWritesModel::FingerprintOf(const v1::Conflict& conflict) const {
  const std::string& counterpart = conflict.counterpart();
  if (const v1::Event* event = Final(counterpart)) {
    v1::Event copy = *event;
    access::Redact(copy);
    std::string seen = copy.SerializeAsString();
    const bool of_move = conflict.message().ends_with(kWithMove);
    for (v1::Booking booking : of_move ? event->move().bookings() : event->bookings()) {
      if (!of_move && !booking.has_participant()) continue;
      if (of_move && !booking.has_period()) *booking.mutable_period() = event->move().period();
      if (booking.id() == conflict.counterpart_booking()) {
        // As everybody sees it, but for whom it books.
        if (!booking.has_participant()) booking.clear_expected_attendance();
        seen += booking.SerializeAsString();
      }
    }
    return absl::StrCat(std::hash<std::string>()(seen));
  }
  for (const auto& [name, stored] : world_.closures) {
    if (name == counterpart) return absl::StrCat(stored.version);
  }
  if (auto venue = world_.venues.find(counterpart); venue != world_.venues.end()) {
    return absl::StrCat(venue->second.version);
  }
  auto participant = world_.participants.find(counterpart);
  if (participant != world_.participants.end()) return absl::StrCat(participant->second.version);
  return absl::StrCat(world_.spaces.at(counterpart).version);
}

// Whether what the waiver was given for is as it was.
bool EventWritesModel::StillHolds(const Draft& draft, const v1::Waiver& waiver) const {
  if (waiver.booking().empty()) {
    return AreAlike(draft.before->message.culture_days(), draft.after.culture_days());
  }
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() != waiver.booking()) continue;
    const bool for_less = waiver.rule() == v1::CONFLICT_RULE_APPROVAL_NEEDED;
    return !draft.changed[i] && !(for_less && IsUnapproved(draft, i));
  }
  return false;
}

void EventWritesModel::KeepWaivers(Draft& draft) {
  draft.after.clear_waivers();
  if (draft.before == nullptr) return;
  for (const v1::Waiver& waiver : draft.before->message.waivers()) {
    if (StillHolds(draft, waiver)) *draft.after.add_waivers() = waiver;
  }
  for (const v1::Waiver& waiver : draft.waived) {
    const auto& kept = draft.after.waivers();
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const v1::Waiver& one) {
      return one.rule() == waiver.rule() && one.booking() == waiver.booking() &&
             one.counterpart() == waiver.counterpart();
    });
    if (!known) *draft.after.add_waivers() = waiver;
  }
}

bool EventWritesModel::Waive(Draft& draft, const v1::Conflict& conflict) {
  if (!IsOverridable(conflict)) return false;
  auto& waivers = *draft.after.mutable_waivers();
  auto waiver = std::find_if(waivers.begin(), waivers.end(), [&](const v1::Waiver& w) {
    return w.rule() == conflict.rule() && w.booking() == conflict.booking() &&
           w.counterpart() == conflict.counterpart();
  });
  const std::string fingerprint = FingerprintOf(conflict);
  if (waiver != waivers.end() && waiver->counterpart_etag() == fingerprint) return true;
  if (!draft.overrides.contains(conflict.rule())) return false;
  v1::Waiver& given = waiver != waivers.end() ? *waiver : *waivers.Add();
  given.set_rule(conflict.rule());
  given.set_booking(conflict.booking());
  given.set_counterpart(conflict.counterpart());
  given.set_counterpart_etag(fingerprint);
  return true;
}

void EventWritesModel::Note(Verdict& verdict) const {
  for (const auto& [name, draft] : drafts_) {
    verdict.owners.insert(name);
    for (const Claim& claim : draft.claims) verdict.atoms.insert(claim.atom);
    if (const auto moved = moved_.find(name); moved != moved_.end()) {
      for (const Claim& claim : moved->second.claims) verdict.atoms.insert(claim.atom);
    }
    if (draft.before == nullptr) continue;
    for (const Claim& claim : AllClaims(*draft.before)) verdict.atoms.insert(claim.atom);
  }
}

// Writes the drafts into the world, unless they are blocked.
Verdict EventWritesModel::Finish(bool blocked) {
  Verdict verdict;
  if (blocked) {
    verdict = Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_SCHEDULE_CONFLICT);
  }
  for (v1::Conflict& conflict : conflicts_) conflict.clear_message();
  verdict.conflicts = conflicts_;
  verdict.events = written_;
  verdict.cascaded = cascaded_;
  for (const std::string& name : moved_along_) {
    if (drafts_.at(name).moves) verdict.moved.insert(name);
  }
  Note(verdict);
  if (blocked) return verdict;
  for (auto& [name, draft] : drafts_) {
    if (draft.deleted) {
      world_.events.erase(name);
      world_.live.erase(name);
      continue;
    }
    Stored<v1::Event>& stored = world_.events[name];
    stored.move_claims.clear();
    if (const auto moved = moved_.find(name); moved != moved_.end()) {
      KeepInMove(moved->second.after, draft.after);
      stored.move_claims = moved->second.claims;
    }
    if (draft.written) stored.message = draft.after;
    stored.claims = draft.claims;
    stored.serial = draft.serial;
    if (IsLive(draft.after)) {
      world_.live.insert(name);
    } else {
      world_.live.erase(name);
    }
  }
  verdict.owners.merge(SettleContested(world_, verdict.atoms));
  return verdict;
}

Verdict EventWritesModel::Write(const std::vector<v1::EventWrite>& writes) {
  for (int i = 0; i < writes.size(); ++i) {
    Verdict verdict = Step(writes[i], i);
    if (!verdict.ok()) return verdict;
  }
  return Judged();
}

Verdict EventWritesModel::Judged() {
  if (!malformed_.empty()) return Malformed();
  for (auto& [name, draft] : drafts_) ConfirmOrAsk(draft);
  Verdict verdict = Settle();
  if (!verdict.ok()) return verdict;
  SettlePublicReferences();
  SettleMoves();
  // What is wrong with a move that is tried and with other writes is all said, as
  // the schedule names the first write that it finds wrong.
  ClaimAll();
  if (!malformed_.empty()) return Malformed();
  for (auto& [name, draft] : drafts_) {
    if (!draft.written) continue;
    SettleHolds(draft);
    SettleApprovals(draft);
  }
  for (auto& [name, moved] : moved_) {
    if (!moved.written) continue;
    SettleHolds(moved);
    KeepInMove(moved.after, drafts_.at(name).after);
  }
  Judge();
  for (auto& [name, draft] : drafts_) {
    if (draft.written && IsLive(draft.after)) KeepWaivers(draft);
  }
  for (auto& [name, moved] : moved_) {
    if (moved.written) KeepWaivers(moved);
  }
  for (v1::Conflict& conflict : conflicts_) {
    Draft* draft = DraftOf(conflict);
    if (draft != nullptr && Waive(*draft, conflict)) {
      conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
    }
  }
  YieldOccurrences();
  return Finish(std::any_of(conflicts_.begin(), conflicts_.end(), Blocks));
}

Verdict EventWritesModel::ReexpandVenue(const std::string& venue) {
  reexpanding_ = changes_spaces_ = true;
  for (const std::string& name : world_.live) {
    const Stored<v1::Event>& stored = world_.events.at(name);
    const std::vector<Claim> claims = AllClaims(stored);
    const bool unfinished = std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
      return claim.span.end > world_.now;
    });
    const auto is_here = [&](const v1::Booking& booking) {
      return !booking.has_participant() && VenueOf(BookedName(booking)) == venue;
    };
    const auto& own = stored.message.bookings();
    const auto& of_move = stored.message.move().bookings();
    const bool here =
        std::any_of(own.begin(), own.end(), is_here) ||
        (IsMovePending(stored.message) && std::any_of(of_move.begin(), of_move.end(), is_here));
    if (!unfinished || !here) continue;
    TakeUp(name, stored);
  }
  ClaimAll();
  if (!malformed_.empty()) {
    return Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  Judge();
  return Finish(!conflicts_.empty());
}

}  // namespace taqvim::property
