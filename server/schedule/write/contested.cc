#include "server/schedule/write/contested.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/drafts/final_claims.h"
#include "server/schedule/event/precedence.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::ResourceId;

// Whether the event kept others out of the same place before.
bool Stood(const ClaimedDraft& draft, const Claim& claim) {
  return HadClaim(draft, claim, [](const Claim& old) { return Blocks(old.kind); });
}

// Whether the event was confirmed before the write.
bool Blocked(const ClaimedDraft& draft) {
  const auto& before = draft.claims_before;
  return std::any_of(before.begin(), before.end(),
                     [](const Claim& claim) { return Blocks(claim.kind); });
}

class Settlement {
 public:
  Settlement(ClaimedDrafts& drafts, MovedBy moved_by)
      : drafts_(drafts), moved_by_(moved_by), final_(drafts) {}

  absl::Status Run();

 private:
  // Whether the world moved it.
  bool IsMoved(const ClaimedDraft& draft, const Claim& claim) const;
  bool IsToSettle(const ClaimedDraft& draft, const Claim& claim) const;
  absl::Status DrawInReleased(const ClaimedDraft& draft);
  absl::Status DrawInLater(const ClaimedDraft& draft);
  absl::Status DrawIn(ResourceId owner);
  absl::Status Settle(ClaimedDraft& draft);
  absl::StatusOr<bool> MeetsEarlier(const ClaimedDraft& draft, const Claim& claim);
  absl::StatusOr<bool> IsBefore(ResourceId owner, const ClaimedDraft& draft);

  ClaimedDrafts& drafts_;
  const MovedBy moved_by_;
  std::set<const ClaimedDraft*> drawn_in_;
  std::set<ResourceId> ids_;  // of all drafts
  FinalClaims final_;
};

bool Settlement::IsMoved(const ClaimedDraft& draft, const Claim& claim) const {
  return moved_by_ == MovedBy::kWorld && Blocks(claim.kind) && !Stood(draft, claim);
}

bool Settlement::IsToSettle(const ClaimedDraft& draft, const Claim& claim) const {
  if (claim.kind == ClaimKind::kContested) return true;
  return Blocks(claim.kind) && (moved_by_ == MovedBy::kWorld || drawn_in_.contains(&draft));
}

// An event of which only the claims are settled.
absl::Status Settlement::DrawIn(ResourceId owner) {
  if (!ids_.insert(owner).second) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto resource, drafts_.transaction().FindById(owner));
  if (!resource) return Internal(absl::StrCat("event ", owner, " has claims but is missing"));
  ASSIGN_OR_RETURN(auto draft, drafts_.DrawIn(resource->name));
  drawn_in_.insert(draft);
  return absl::OkStatus();
}

// Those who may have been contested by what the draft gives up.
absl::Status Settlement::DrawInReleased(const ClaimedDraft& draft) {
  if (draft.is_new() || !draft.claims_changed()) return absl::OkStatus();
  for (const Claim& claim : draft.claims_before) {
    if (!Blocks(claim.kind)) continue;
    ASSIGN_OR_RETURN(auto others,
                     drafts_.transaction().ClaimsOverlapping(
                         claim.atom, claim.interval, ClaimKind::kContested, kMostClaimsMet));
    for (const Claim& other : others) {
      if (other.owner == draft.id || !MeetsUnder(claim.host, other)) continue;
      RETURN_IF_ERROR(DrawIn(other.owner));
    }
  }
  return absl::OkStatus();
}

// Those who were confirmed later than what the draft moves over them.
absl::Status Settlement::DrawInLater(const ClaimedDraft& draft) {
  for (const Claim& claim : draft.claims) {
    if (!IsMoved(draft, claim)) continue;
    ASSIGN_OR_RETURN(auto others, drafts_.transaction().ClaimsOverlapping(
                                      claim.atom, claim.interval, kBlocking, kMostClaimsMet));
    for (const Claim& other : others) {
      if (ids_.count(other.owner) || !MeetsUnder(claim.host, other)) continue;
      ASSIGN_OR_RETURN(auto earlier, IsBefore(other.owner, draft));
      if (earlier) continue;
      RETURN_IF_ERROR(DrawIn(other.owner));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Settlement::IsBefore(ResourceId owner, const ClaimedDraft& draft) {
  if (const ClaimedDraft* other = drafts_.FindById(owner)) {
    return ConfirmedBefore(other->after, owner, draft.after, draft.id);
  }
  ASSIGN_OR_RETURN(auto resource, drafts_.transaction().FindById(owner));
  if (!resource) return Internal(absl::StrCat("event ", owner, " has claims but is missing"));
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  return ConfirmedBefore(*event, owner, draft.after, draft.id);
}

absl::StatusOr<bool> Settlement::MeetsEarlier(const ClaimedDraft& draft, const Claim& claim) {
  bool meets = false;
  const auto meet = [&](const Claim& theirs) -> absl::Status {
    if (meets || theirs.owner == draft.id || !MeetsUnder(claim.host, theirs)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(meets, IsBefore(theirs.owner, draft));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(final_.ForEachOverlapping(claim.atom, claim.interval, kBlocking, meet));
  return meets;
}

absl::Status Settlement::Settle(ClaimedDraft& draft) {
  std::vector<size_t> to_settle;
  for (size_t i = 0; i < draft.claims.size(); ++i) {
    if (IsToSettle(draft, draft.claims[i])) to_settle.push_back(i);
  }
  for (size_t i : to_settle) {
    ASSIGN_OR_RETURN(auto contested, MeetsEarlier(draft, draft.claims[i]));
    draft.claims[i].kind = contested ? ClaimKind::kContested : ClaimKind::kConfirmed;
  }
  return absl::OkStatus();
}

absl::Status Settlement::Run() {
  const auto& all = drafts_.all();
  const size_t given = all.size();
  if (std::none_of(all.begin(), all.end(), [](const auto& draft) { return Blocked(*draft); })) {
    return absl::OkStatus();
  }
  for (const auto& draft : all) ids_.insert(draft->id);
  // Those drawn in come after those given, move nothing and give up nothing.
  for (size_t i = 0; i < given; ++i) {
    RETURN_IF_ERROR(DrawInReleased(*all[i]));
    RETURN_IF_ERROR(DrawInLater(*all[i]));
  }
  const bool any = std::any_of(all.begin(), all.end(), [this](const auto& draft) {
    return std::any_of(draft->claims.begin(), draft->claims.end(),
                       [&](const Claim& claim) { return IsToSettle(*draft, claim); });
  });
  if (!any) return absl::OkStatus();
  for (const auto& draft : all) final_.Replace(*draft, kBlocking);
  for (const auto& draft : all) {
    RETURN_IF_ERROR(Settle(*draft));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SettleContested(ClaimedDrafts& drafts, MovedBy moved_by) {
  return Settlement(drafts, moved_by).Run();
}

}  // namespace taqvim::schedule
