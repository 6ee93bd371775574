#include "server/schedule/rules/judge.h"

#include <algorithm>
#include <tuple>

#include "proto/status_macros.h"
#include "server/base/strings.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/event/conflict_rules.h"
#include "server/schedule/rules/conflict_page.h"
#include "server/schedule/rules/judgement.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;

// More claims than this on one atom at once are not looked through.
constexpr int kMaxOverlaps = 100'000;

// As in "the hall is taken by ...".
std::string_view HowItMeets(v1::ConflictRule rule) {
  switch (rule) {
    case v1::CONFLICT_RULE_VENUE_CLOSED:
      return " is closed by ";
    case v1::CONFLICT_RULE_HOLD_AHEAD:
      return " is held, ranking before this, by ";
    case v1::CONFLICT_RULE_HELD:
      return " is held as well by ";
    default:
      return " is taken by ";
  }
}

// Which of the times at which two bookings meet is told: the first. Occurrences
// may overlap, so that several begin together; the shorter ends while they still
// meet.
bool IsToldBefore(const Interval& a, const Interval& b) {
  return std::tie(a.start, b.end) < std::tie(b.start, a.end);
}

}  // namespace

bool Judgement::IsJudged(const Draft& draft, const Claim& claim) const {
  // What is contested was settled, not asked for.
  if (claim.kind == ClaimKind::kCultureDays || claim.kind == ClaimKind::kContested) return false;
  const bool altered = draft.altered[claim.booking] && draft.written;
  // What is finished of a series stays as it was, whatever is altered.
  const bool over = draft.series != SeriesMode::kNone &&
                    claim.interval.end <= absl::ToUnixSeconds(drafts_.transaction().now());
  if (altered && !over) return true;
  const auto& before = draft.claims_before;
  // Ordered by atom, then start.
  auto old =
      std::lower_bound(before.begin(), before.end(), claim, [](const Claim& a, const Claim& b) {
        return std::tie(a.atom, a.interval.start) < std::tie(b.atom, b.interval.start);
      });
  for (; old != before.end() && old->atom == claim.atom &&
         old->interval.start == claim.interval.start;
       ++old) {
    const bool same = old->interval == claim.interval && old->host == claim.host &&
                      (old->kind == claim.kind || (Blocks(old->kind) && Blocks(claim.kind)));
    if (same) return false;
  }
  return true;
}

Finding& Judgement::Add(const Draft& draft, int booking, v1::ConflictRule rule) {
  drafts_.work().Count(storage::Work::kWords);
  Finding& finding = findings_.emplace_back();
  v1::Conflict& conflict = finding.conflict;
  conflict.set_item(draft.item);
  conflict.set_event(draft.name());
  if (booking >= 0) {
    conflict.set_booking(draft.after.bookings(booking).id());
    conflict.set_time_zone(draft.after.bookings(booking).time_zone());
  }
  conflict.set_rule(rule);
  conflict.set_severity(SeverityOf(rule));
  return finding;
}

// The events that the draft is inside.
absl::StatusOr<std::set<ResourceId>> Judgement::FindAncestors(const Draft& draft) {
  std::set<ResourceId> ancestors;
  std::string name = draft.after.host();
  while (!name.empty()) {
    ASSIGN_OR_RETURN(auto id, drafts_.IdOf(name));
    if (id == 0 || !ancestors.insert(id).second) break;
    ASSIGN_OR_RETURN(auto event, drafts_.Final(name));
    if (!event) break;
    name = event->host();
  }
  return ancestors;
}

// Whether the owner is an event that the draft is inside.
absl::StatusOr<bool> Judgement::IsAncestor(const Draft& draft, ResourceId owner) {
  if (draft.after.host().empty()) return false;
  auto known = ancestors_.find(&draft);
  if (known == ancestors_.end()) {
    ASSIGN_OR_RETURN(auto found, FindAncestors(draft));
    known = ancestors_.emplace(&draft, std::move(found)).first;
  }
  return known->second.contains(owner);
}

// Whether one is inside the other. That it is not there all the time is said by
// OUTSIDE_HOST; that it is there is no conflict.
absl::StatusOr<bool> Judgement::IsRelated(const Draft& draft, ResourceId owner) {
  auto inside = IsAncestor(draft, owner);
  if (!inside.ok() || *inside) return inside;
  const Draft* other = drafts_.FindById(owner);
  return other ? IsAncestor(*other, draft.id) : false;
}

absl::StatusOr<v1::ConflictRule> Judgement::RuleOf(const Draft& draft, const Claim& claim,
                                                   const Claim& other) {
  switch (other.kind) {
    case ClaimKind::kClosure:
      return v1::CONFLICT_RULE_VENUE_CLOSED;
    case ClaimKind::kHeld:
      // What is only drawn in, or put under another host, takes nothing anew.
      if (!draft.written) return v1::CONFLICT_RULE_UNSPECIFIED;
      if (draft.altered[claim.booking] || IsAddedOccurrence(draft, claim.booking, claim.interval)) {
        return holds_.Judge(draft, claim, other);
      }
      // Occurrences that stay as they were still tell how the booking ranks.
      if (draft.series == SeriesMode::kAnew) {
        RETURN_IF_ERROR(holds_.Judge(draft, claim, other).status());
      }
      return v1::CONFLICT_RULE_UNSPECIFIED;
    case ClaimKind::kCultureDays:
      return v1::CONFLICT_RULE_UNSPECIFIED;
    default:
      return v1::CONFLICT_RULE_RESOURCE_BUSY;
  }
}

absl::Status Judgement::Collide(const Draft& draft, const Claim& claim,
                                std::map<Collision, Meeting>& meetings) {
  const bool participant = draft.facts.bookings[claim.booking].is_participant();
  const OccurrenceFacts* occurrence = OccurrenceOf(draft, claim);
  auto meet = [&](const Claim& other) -> absl::Status {
    if (other.kind != ClaimKind::kClosure) {
      if (other.host != claim.host) return absl::OkStatus();
      auto related = participant ? false : IsRelated(draft, other.owner);
      if (!related.ok() || *related) return related.status();
    }
    auto rule = RuleOf(draft, claim, other);
    if (!rule.ok() || *rule == v1::CONFLICT_RULE_UNSPECIFIED) return rule.status();
    if (!drafts_.work().Count(storage::Work::kConflict)) return drafts_.work().status();
    const Interval met{std::max(claim.interval.start, other.interval.start),
                       std::min(claim.interval.end, other.interval.end)};
    Meeting& meeting = meetings[{claim.booking, *rule, other.owner, other.booking, occurrence}];
    if (meeting.atoms.empty() || IsToldBefore(met, meeting.interval)) meeting.interval = met;
    meeting.atoms.insert(claim.atom);
    return absl::OkStatus();
  };
  auto kinds = ClaimKind::kConfirmed | ClaimKind::kContested;
  if (rules_ == RuleSet::kAll) kinds = kinds | ClaimKind::kClosure | ClaimKind::kHeld;
  ASSIGN_OR_RETURN(auto stored, drafts_.transaction().ClaimsOverlapping(claim.atom, claim.interval,
                                                                        kinds, kMaxOverlaps));
  for (const Claim& other : stored) {
    if (other.owner == draft.id || released_.contains(other.owner)) continue;
    RETURN_IF_ERROR(meet(other));
  }
  return added_.ForEachOverlapping(claim.atom, claim.interval, drafts_.work(),
                                   [&](const Draft& owner, const Claim& other) {
                                     return &owner == &draft ? absl::OkStatus() : meet(other);
                                   });
}

absl::StatusOr<std::string_view> Judgement::NameOfAtom(ResourceId atom) {
  std::shared_ptr<const storage::Resource>& known = atoms_[atom];
  if (known == nullptr) {
    ASSIGN_OR_RETURN(auto found, drafts_.transaction().FindById(atom));
    known = std::move(found);
  }
  return known == nullptr ? std::string_view() : std::string_view(known->name);
}

absl::StatusOr<Told> Judgement::Prepare(const Draft& draft, const Collision& collision,
                                        const Meeting& meeting) {
  ASSIGN_OR_RETURN(auto counterpart, counterparts_.Find(collision.owner));
  Told told{.collision = &collision,
            .meeting = &meeting,
            .counterpart = counterpart,
            .booking = draft.after.bookings(collision.booking).id(),
            .resource = draft.facts.bookings[collision.booking].resource->name};
  if (meeting.atoms.size() == 1) {
    ASSIGN_OR_RETURN(auto atom, NameOfAtom(*meeting.atoms.begin()));
    if (!atom.empty()) told.resource = atom;
  }
  return told;
}

void Judgement::Tell(const Draft& draft, const Told& told) {
  const Collision& collision = *told.collision;
  const Counterpart& other = *told.counterpart;
  const BookingFacts& facts = draft.facts.bookings[collision.booking];
  Finding& finding = Add(draft, collision.booking, collision.rule);
  finding.counterpart_etag = other.FingerprintWith(collision.owner_booking);
  if (facts.is_participant()) {
    finding.hides_booking = !rights_.SeesAllOf(draft.after);
    finding.hides_counterpart = finding.hides_booking || other.closed;
  }
  v1::Conflict& conflict = finding.conflict;
  conflict.set_resource(std::string(told.resource));
  conflict.set_counterpart(other.name);
  *conflict.mutable_counterpart_title() = other.title;
  conflict.set_counterpart_booking(other.BookingId(collision.owner_booking));
  SetInterval(told.meeting->interval, conflict);
  SetOccurrence(collision.occurrence, conflict);
  conflict.set_message(Cat(conflict.resource(), HowItMeets(collision.rule),
                           finding.hides_counterpart ? "what you may not see" : Named(other), ", ",
                           FormatInterval(told.meeting->interval, facts.zone), "."));
  if (collision.rule == v1::CONFLICT_RULE_HELD) {
    conflict.set_hold_rank(holds_.RankOf(draft, collision.booking));
  }
}

bool Judgement::IsEnough() {
  if (findings_.size() < kMostTold) return false;
  for (; asked_ < findings_.size() && !decided_; ++asked_) decided_ = decides_(findings_[asked_]);
  return decided_;
}

// In the order of reports, so that the first are told when there are too many.
absl::Status Judgement::TellAll(const Draft& draft, const std::map<Collision, Meeting>& meetings) {
  std::vector<Told> in_order;
  in_order.reserve(meetings.size());
  for (const auto& [collision, meeting] : meetings) {
    ASSIGN_OR_RETURN(auto told, Prepare(draft, collision, meeting));
    in_order.push_back(told);
  }
  std::sort(in_order.begin(), in_order.end());
  for (const Told& told : in_order) {
    cut_ = IsEnough();
    if (cut_) break;
    if (!drafts_.work().status().ok()) return drafts_.work().status();
    Tell(draft, told);
  }
  return absl::OkStatus();
}

absl::Status Judgement::JudgeClaims(const Draft& draft) {
  std::map<Collision, Meeting> meetings, untold;
  // A hold of a series ranks by all its occurrences, whichever are judged.
  const bool ranks = draft.series == SeriesMode::kAnew && !draft.confirmed();
  for (const Claim& claim : draft.claims) {
    const bool judged = IsJudged(draft, claim);
    if (!judged && !ranks) continue;
    RETURN_IF_ERROR(Collide(draft, claim, judged ? meetings : untold));
  }
  return TellAll(draft, meetings);
}

absl::Status Judgement::JudgeDraft(const Draft& draft) {
  if (!draft.live()) return absl::OkStatus();
  // Others' spaces may come in the way of a tentative event, as others'
  // confirmations may.
  if (rules_ == RuleSet::kAll || draft.confirmed()) {
    RETURN_IF_ERROR(JudgeClaims(draft));
  }
  RETURN_IF_ERROR(JudgeHost(draft));
  if (rules_ == RuleSet::kClaimsOnly || !draft.written) return absl::OkStatus();
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    ForEachJudged(draft, i, [&](const Interval& announced, const OccurrenceFacts* occurrence) {
      JudgeOpeningHours(draft, i, announced, occurrence);
    });
    if (draft.altered[i]) JudgeCapacity(draft, i);
    if (draft.altered[i] || draft.series == SeriesMode::kAnew) JudgeApproval(draft, i);
  }
  RETURN_IF_ERROR(JudgeProgramme(draft));
  return JudgeCultureDays(draft);
}

// What was not judged has met nobody yet, and its rank is not known.
void Judgement::RankHolds(Draft& draft) {
  if (!draft.written || !draft.live() || draft.confirmed()) return;
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    // Of series, what is over is not judged.
    const bool known = draft.altered[i] && draft.series == SeriesMode::kNone;
    draft.hold_ranks.push_back(known ? holds_.RankOf(draft, i) : 0);
  }
}

std::vector<Draft*> Judgement::InOrderOfReports() const {
  std::vector<Draft*> drafts;
  for (const auto& draft : drafts_.all()) drafts.push_back(draft.get());
  std::sort(drafts.begin(), drafts.end(), [](const Draft* a, const Draft* b) {
    return std::tie(a->item, a->name()) < std::tie(b->item, b->name());
  });
  return drafts;
}

absl::StatusOr<Findings> Judgement::Run() {
  for (const auto& draft : drafts_.all()) {
    if (!draft->claims_changed()) continue;
    released_.insert(draft->id);
    for (const Claim& claim : draft->claims) added_.Add(*draft, claim);
  }
  for (Draft* draft : InOrderOfReports()) {
    cut_ = cut_ || IsEnough();
    if (cut_) break;
    RETURN_IF_ERROR(JudgeDraft(*draft));
    RankHolds(*draft);
  }
  SortFindings(findings_);
  return Findings{.all = std::move(findings_), .cut = cut_};
}

absl::StatusOr<Findings> Judge(Drafts& drafts, RuleSet rules, const access::Rights& rights,
                               absl::FunctionRef<bool(const Finding&)> decides) {
  return Judgement(drafts, rules, rights, decides).Run();
}

void SortFindings(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return ConflictBefore(a.conflict, b.conflict);
  });
}

}  // namespace taqvim::schedule
