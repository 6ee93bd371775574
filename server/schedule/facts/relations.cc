#include "server/schedule/facts/relations.h"

#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/event/hosts.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {

using storage::ResourceId;

absl::StatusOr<const Relations::Ancestors*> Relations::Above(ResourceId event,
                                                             const std::string& host) {
  const auto known = above_.find(event);
  if (known != above_.end()) return &known->second;
  Ancestors ancestors;
  const auto visit = [&](const std::string& name) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const ResourceId id, drafts_.IdOf(name));
    if (id == 0 || !ancestors.insert(id).second) return "";
    ASSIGN_OR_RETURN(auto above, drafts_.Final(name));
    return above != nullptr ? above->host() : "";
  };
  RETURN_IF_ERROR(ForEachHost(host, visit));
  return &above_.emplace(event, std::move(ancestors)).first->second;
}

absl::StatusOr<bool> Relations::MoveTogether(const JudgedEvent& event, ResourceId other) {
  if (event.move_group.empty()) return false;
  if (const ClaimedDraft* draft = drafts_.FindById(other)) {
    return MoveGroupOf(draft->after) == event.move_group;
  }
  const auto known = groups_.find(other);
  if (known != groups_.end()) return known->second == event.move_group;
  std::string& group = groups_[other];
  ASSIGN_OR_RETURN(auto resource, drafts_.transaction().FindById(other));
  if (!resource || resource->kind != storage::Kind::kEvent) return false;
  ASSIGN_OR_RETURN(auto stored, ReadShared<v1::Event>(*resource));
  group = MoveGroupOf(*stored);
  return group == event.move_group;
}

absl::StatusOr<bool> Relations::AreRelated(const JudgedEvent& event, ResourceId other) {
  if (!event.after.host().empty()) {
    ASSIGN_OR_RETURN(auto above, Above(event.id, event.after.host()));
    if (above->contains(other)) return true;
  }
  const ClaimedDraft* draft = drafts_.FindById(other);
  if (draft == nullptr || draft->after.host().empty()) return false;
  ASSIGN_OR_RETURN(auto above, Above(other, draft->after.host()));
  return above->contains(event.id);
}

}  // namespace taqvim::schedule
