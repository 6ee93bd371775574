#include "server/schedule/stored/shown_names.h"

#include "proto/status_macros.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {
namespace {

absl::StatusOr<bool> Shows(const access::Rights& rights, const storage::Resource& resource) {
  const bool of_access =
      resource.kind == storage::Kind::kGrant || resource.kind == storage::Kind::kToken;
  if (of_access) return rights.IsAdmin();
  if (resource.kind != storage::Kind::kEvent) return true;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  return rights.SeesAllOf(*event);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> NamesShown(storage::Snapshot& snapshot,
                                                    const access::Rights& rights,
                                                    const std::vector<storage::ResourceId>& ids) {
  std::vector<std::string> names;
  for (const storage::ResourceId id : ids) {
    if (names.size() == kMostNamed) break;
    ASSIGN_OR_RETURN(auto resource, snapshot.FindById(id));
    if (!resource) continue;
    ASSIGN_OR_RETURN(const bool shows, Shows(rights, *resource));
    if (shows) names.push_back(resource->name);
  }
  return names;
}

}  // namespace taqvim::schedule
