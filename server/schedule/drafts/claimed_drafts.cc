#include "server/schedule/drafts/claimed_drafts.h"

#include "proto/status_macros.h"
#include "server/schedule/drafts/moved_draft.h"
#include "server/schedule/event/moves.h"

namespace taqvim::schedule {
namespace {

// A draft that nobody looks at, with the claims that it had.
std::unique_ptr<ClaimedDraft> AsItWas(Draft moved) {
  const std::vector<bool> none(moved.after.bookings_size(), false);
  TakenClaims taken{.claims = moved.claims_before};
  return std::make_unique<ClaimedDraft>(
      ExpandedDraft(std::move(moved), EventFacts(), none, Series()), std::move(taken), none);
}

}  // namespace

ClaimedDrafts::ClaimedDrafts(Drafts& drafts, std::vector<ClaimedDraft*> claimed)
    : drafts_(&drafts), claimed_(std::move(claimed)) {
  for (ClaimedDraft* draft : claimed_) by_id_.emplace(draft->id, draft);
}

std::vector<storage::Claim> ClaimedDraft::AllClaims() const {
  std::vector<storage::Claim> all = claims;
  if (move) {
    for (const storage::Claim& claim : move->claims) all.push_back(AmongOwn(claim));
  }
  return all;
}

ClaimedDraft* ClaimedDrafts::FindById(storage::ResourceId id) {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : at->second;
}

ClaimedDraft* ClaimedDrafts::Find(std::string_view name) {
  const Draft* draft = drafts_->Find(name);
  return draft == nullptr ? nullptr : FindById(draft->id);
}

absl::StatusOr<ClaimedDraft*> ClaimedDrafts::DrawIn(std::string_view name) {
  if (ClaimedDraft* draft = Find(name)) return draft;
  ASSIGN_OR_RETURN(auto opened, drafts_->Open(name));
  if (opened == nullptr) return nullptr;
  const std::vector<bool> none(opened->after.bookings_size(), false);
  TakenClaims taken{.claims = opened->claims_before};
  auto move = MovedDraft(*opened, drafts_->transaction().now());
  auto& expanded = drafts_->Advance<ExpandedDraft>(*opened, EventFacts(), none, Series());
  auto& claimed = drafts_->Advance<ClaimedDraft>(expanded, std::move(taken), none);
  if (move.has_value()) claimed.move = AsItWas(std::move(*move));
  claimed_.push_back(&claimed);
  by_id_.emplace(claimed.id, &claimed);
  return &claimed;
}

}  // namespace taqvim::schedule
