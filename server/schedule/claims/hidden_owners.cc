#include "server/schedule/claims/hidden_owners.h"

#include "absl/strings/str_cat.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {

absl::StatusOr<bool> HiddenOwners::Contain(storage::ResourceId owner) {
  if (rights_.SeesEverything()) return false;
  if (auto known = known_.find(owner); known != known_.end()) return known->second;
  auto resource = snapshot_.FindById(owner);
  if (!resource.ok()) return resource.status();
  if (!*resource) return Internal(absl::StrCat("resource ", owner, " has claims but is missing"));
  if ((*resource)->kind != storage::Kind::kEvent) return known_[owner] = false;
  auto event = ReadShared<v1::Event>(**resource);
  if (!event.ok()) return event.status();
  const access::Sight sight = access::SightOfParticipants(rights_, **event);
  return known_[owner] = sight == access::Sight::kNothing;
}

}  // namespace taqvim::schedule
