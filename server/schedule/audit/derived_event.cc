#include "server/schedule/audit/derived_event.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/claiming/claim_drafts.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/hosts.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/contested.h"
#include "server/schedule/write/mutation.h"

namespace taqvim::schedule {
namespace {

using storage::ClaimKind;
using storage::Kind;

bool IsContested(const ClaimedDraft& draft) {
  return std::any_of(draft.claims.begin(), draft.claims.end(), [](const storage::Claim& claim) {
    return claim.kind == ClaimKind::kContested;
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<DerivedEvent>> DerivedEvent::Make(storage::Transaction& transaction,
                                                                 const storage::Resource& event) {
  std::unique_ptr<DerivedEvent> derived(new DerivedEvent(transaction));
  RETURN_IF_ERROR(derived->Open(event));
  RETURN_IF_ERROR(derived->Claim());
  return derived;
}

// Where it is inside others depends on what they take, which may be damaged as well.
absl::Status DerivedEvent::Open(const storage::Resource& event) {
  id_ = event.id;
  ASSIGN_OR_RETURN(Draft* const draft, drafts_.Open(event.name));
  if (draft == nullptr) return absl::OkStatus();
  draft->occasion = Occasion::kTimesMoved;
  return ForEachHost(draft->after.host(),
                     [this](const std::string& host) -> absl::StatusOr<std::string> {
                       ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kEvent, host));
                       if (!resource) return "";
                       ASSIGN_OR_RETURN(auto message, ReadShared<v1::Event>(*resource));
                       if (!KnowsZones(*message)) return "";
                       ASSIGN_OR_RETURN(Draft* const opened, drafts_.Open(host));
                       opened->occasion = Occasion::kTimesMoved;
                       return opened->after.host();
                     });
}

absl::Status DerivedEvent::Claim() {
  ASSIGN_OR_RETURN(auto claimed, ClaimDrafts(drafts_, errors_));
  if (!errors_.empty()) return absl::OkStatus();
  claimed_ = std::make_unique<ClaimedDrafts>(std::move(claimed));
  RETURN_IF_ERROR(SettleContested(*claimed_, MovedBy::kWorld));
  draft_ = claimed_->FindById(id_);
  return absl::OkStatus();
}

void DerivedEvent::AddTo(std::string body, storage::Mutation& mutation) {
  for (const ClaimedDraft* draft : claimed_->all()) {
    AddClaims(*draft, mutation);
    // What stays contested is added again, after what was moved over it.
    if (!draft->claims_changed() && IsContested(*draft)) {
      mutation.release.push_back(draft->id);
      const std::vector<storage::Claim> claims = draft->AllClaims();
      mutation.claims.insert(mutation.claims.end(), claims.begin(), claims.end());
    }
  }
  AddTopics(*claimed_, mutation);
  AddEvent(*draft_, std::move(body), mutation);
}

}  // namespace taqvim::schedule
