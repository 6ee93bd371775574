#include "storage/sqlite/audit/claim_audit.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace taqvim::storage {
namespace {

constexpr char kDeriveClaims[] =
    "Run `taqvimd check --repair`, which derives it anew from the resource.";

bool IsAtom(Kind kind) {
  return kind == Kind::kSpace || kind == Kind::kVenue || kind == Kind::kParticipant ||
         kind == Kind::kTopic;
}

// Whether a resource of that kind refers to anything so.
bool Refers(Kind kind, LinkRole role) {
  switch (role) {
    case LinkRole::kOrganization:
      return kind == Kind::kVenue || kind == Kind::kParticipant;
    case LinkRole::kParty:
      return kind == Kind::kAgreement;
    case LinkRole::kVenue:
      return kind == Kind::kSpace || kind == Kind::kClosure;
    case LinkRole::kPart:
      return kind == Kind::kSpace;
    case LinkRole::kClosed:
      return kind == Kind::kClosure;
    case LinkRole::kZone:
      return kind == Kind::kVenue || kind == Kind::kEvent;
    case LinkRole::kGranted:
      return kind == Kind::kGrant || kind == Kind::kToken;
    default:
      return kind == Kind::kEvent;
  }
}

class ClaimAudit {
 public:
  ClaimAudit(const AuditedRows& rows, FileAudit& audit)
      : rows_(rows), audit_(audit), findings_(audit.findings) {}

  void Run() {
    for (const auto& [id, link] : rows_.links) CheckLink(id, link);
    for (const Claim& claim : rows_.claims) CheckClaim(claim);
    CheckInvariant();
  }

 private:
  // Of a resource it is said once.
  void Add(Area area, const char* problem, std::vector<About> about) {
    if (about.front().id == std::exchange(told_[area], about.front().id)) return;
    findings_.Add({area, problem, std::move(about), kDeriveClaims, Repair::kSchedule});
  }
  static void Empty(std::vector<ResourceId>& owners, ResourceId owner) {
    if (owners.empty() || owners.back() != owner) owners.push_back(owner);
  }

  void CheckLink(ResourceId id, const Link& link) {
    if (!Refers(rows_.Find(id)->kind, link.role)) {
      Empty(audit_.mending.links, id);
      return Add(Area::kLinks, "$0 refers to $1 as nothing of its kind does.",
                 {rows_.AboutId(id), rows_.AboutId(link.target)});
    }
    if (rows_.Find(link.target) != nullptr) return;
    Add(Area::kLinks, "$0 refers to what is not there, $1.",
        {rows_.AboutId(id), rows_.AboutId(link.target)});
  }

  void CheckClaim(const Claim& claim) {
    const AuditedRow* owner = rows_.Find(claim.owner);
    const bool is_closure = owner->kind == Kind::kClosure;
    if (!is_closure && owner->kind != Kind::kEvent) {
      Empty(audit_.mending.claims, claim.owner);
      return Add(Area::kClaims, "$0 takes something, though it is neither an event nor a closure.",
                 {rows_.AboutId(claim.owner)});
    }
    if (is_closure != (claim.kind == ClaimKind::kClosure)) {
      Empty(audit_.mending.claims, claim.owner);
      return Add(Area::kClaims, "$0 takes something as only the other of events and closures does.",
                 {rows_.AboutId(claim.owner)});
    }
    const AuditedRow* atom = rows_.Find(claim.atom);
    const bool of_topic = atom != nullptr && atom->kind == Kind::kTopic;
    if (atom == nullptr || !IsAtom(atom->kind) ||
        of_topic != (claim.kind == ClaimKind::kCultureDays)) {
      return Add(Area::kClaims, "$0 takes $1, which cannot be taken so.",
                 {rows_.AboutId(claim.owner), rows_.AboutId(claim.atom)});
    }
    const AuditedRow* host = claim.host != 0 ? rows_.Find(claim.host) : nullptr;
    if (claim.host != 0 && (host == nullptr || host->kind != Kind::kEvent)) {
      Add(Area::kClaims, "$0 takes something inside $1, which is no event.",
          {rows_.AboutId(claim.owner), rows_.AboutId(claim.host)});
    }
  }

  // Confirmed claims on one atom, under one host or none, are disjoint but for those of one
  // owner. In order of their starts, so the latest end of two owners is all that is kept.
  void CheckInvariant() {
    std::vector<const Claim*> confirmed;
    for (const Claim& claim : rows_.claims) {
      if (claim.kind == ClaimKind::kConfirmed) confirmed.push_back(&claim);
    }
    std::sort(confirmed.begin(), confirmed.end(), [](const Claim* a, const Claim* b) {
      return std::tuple(a->atom, a->host, a->interval.start, a->owner) <
             std::tuple(b->atom, b->host, b->interval.start, b->owner);
    });
    const Claim* latest = nullptr;
    const Claim* of_other = nullptr;
    for (const Claim* claim : confirmed) {
      if (latest == nullptr || latest->atom != claim->atom || latest->host != claim->host) {
        latest = claim;
        of_other = nullptr;
        continue;
      }
      const Claim* other = latest->owner != claim->owner ? latest : of_other;
      if (other != nullptr && claim->interval.start < other->interval.end) Overlap(*other, *claim);
      Remember(*claim, latest, of_other);
    }
  }

  // `of_other` is the latest of those whose owner is another than that of `latest`.
  static void Remember(const Claim& claim, const Claim*& latest, const Claim*& of_other) {
    const bool is_latest = claim.interval.end > latest->interval.end;
    if (claim.owner == latest->owner) {
      if (is_latest) latest = &claim;
    } else if (is_latest) {
      of_other = std::exchange(latest, &claim);
    } else if (of_other == nullptr || claim.interval.end > of_other->interval.end) {
      of_other = &claim;
    }
  }

  void Overlap(const Claim& earlier, const Claim& later) {
    findings_.Add(
        {Area::kInvariant,
         "$0 and $1 are both confirmed for $2 at one time.",
         {rows_.AboutId(earlier.owner), rows_.AboutId(later.owner), rows_.AboutId(later.atom)},
         "Run `taqvimd check --repair`: the one that was confirmed later is contested "
         "then, and listed by `taqvim conflicts list` until somebody moves one of them.",
         Repair::kSchedule});
  }

  const AuditedRows& rows_;
  FileAudit& audit_;
  Findings& findings_;
  std::map<Area, ResourceId> told_;
};

}  // namespace

void AuditClaims(const AuditedRows& rows, FileAudit& audit) { ClaimAudit(rows, audit).Run(); }

}  // namespace taqvim::storage
