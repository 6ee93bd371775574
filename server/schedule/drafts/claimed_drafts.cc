#include "server/schedule/drafts/claimed_drafts.h"

#include "proto/status_macros.h"

namespace taqvim::schedule {

ClaimedDrafts::ClaimedDrafts(Drafts& drafts, std::vector<ClaimedDraft*> claimed)
    : drafts_(&drafts), claimed_(std::move(claimed)) {
  for (ClaimedDraft* draft : claimed_) by_id_.emplace(draft->id, draft);
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
  auto& expanded = drafts_->Advance<ExpandedDraft>(*opened, EventFacts(), none, Series());
  auto& claimed = drafts_->Advance<ClaimedDraft>(expanded, std::move(taken), none);
  claimed_.push_back(&claimed);
  by_id_.emplace(claimed.id, &claimed);
  return &claimed;
}

}  // namespace taqvim::schedule
