#include "server/schedule/claims/hidden_owners.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {

absl::StatusOr<bool> HiddenOwners::Contain(storage::ResourceId owner) {
  if (rights_.SeesEverything()) return false;
  if (auto known = known_.find(owner); known != known_.end()) return known->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(owner));
  if (!resource) return Internal(absl::StrCat("resource ", owner, " has claims but is missing"));
  if (resource->kind != storage::Kind::kEvent) return known_[owner] = false;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  const access::Sight sight = access::SightOfParticipants(rights_, *event);
  return known_[owner] = sight == access::Sight::kNothing;
}

}  // namespace taqvim::schedule
