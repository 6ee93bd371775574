#include "server/schedule/claims/claims.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/intervals.h"
#include "server/schedule/time/venue_zone.h"
#include "taqvim/v1/space.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

absl::Status CollectAtoms(storage::Snapshot& snapshot, const storage::Resource& space,
                          std::set<ResourceId>& seen, std::set<ResourceId>& atoms) {
  if (!seen.insert(space.id).second) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Space>(space));
  const auto& parts = message->parts();
  if (parts.empty()) atoms.insert(space.id);
  for (const std::string& name : parts) {
    ASSIGN_OR_RETURN(auto part, snapshot.Find(Kind::kSpace, name));
    if (!part) return Internal(absl::StrCat("the part ", name, " of a space is missing"));
    RETURN_IF_ERROR(CollectAtoms(snapshot, *part, seen, atoms));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ResourceId>> AtomsOfSpace(storage::Snapshot& snapshot,
                                                     const storage::Resource& space) {
  std::set<ResourceId> seen, atoms;
  RETURN_IF_ERROR(CollectAtoms(snapshot, space, seen, atoms));
  return std::vector<ResourceId>(atoms.begin(), atoms.end());
}

absl::StatusOr<std::vector<ResourceId>> AtomsOfVenue(storage::Snapshot& snapshot,
                                                     const storage::Resource& venue) {
  std::set<ResourceId> seen, atoms = {venue.id};
  ASSIGN_OR_RETURN(auto inside, AllReferrers(snapshot, venue.id, {LinkRole::kVenue}));
  for (ResourceId id : inside) {
    ASSIGN_OR_RETURN(auto resource, snapshot.FindById(id));
    if (!resource || resource->kind != Kind::kSpace) continue;
    RETURN_IF_ERROR(CollectAtoms(snapshot, *resource, seen, atoms));
  }
  return std::vector<ResourceId>(atoms.begin(), atoms.end());
}

absl::StatusOr<std::vector<Claim>> ClaimsOfClosure(storage::Snapshot& snapshot, ResourceId id,
                                                   const v1::Closure& closure,
                                                   const storage::Resource& venue) {
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Venue>(venue));
  ASSIGN_OR_RETURN(auto zone, ZoneOfVenue(*message));
  std::set<ResourceId> atoms;
  if (closure.spaces().empty()) {
    ASSIGN_OR_RETURN(auto all, AtomsOfVenue(snapshot, venue));
    atoms.insert(all.begin(), all.end());
  }
  for (const std::string& name : closure.spaces()) {
    ASSIGN_OR_RETURN(auto space, snapshot.Find(Kind::kSpace, name));
    if (!space) return Internal(absl::StrCat("the closed space ", name, " is missing"));
    ASSIGN_OR_RETURN(auto some, AtomsOfSpace(snapshot, *space));
    atoms.insert(some.begin(), some.end());
  }
  const storage::Interval interval = IntervalOf(closure.period(), zone);
  std::vector<Claim> claims;
  for (ResourceId atom : atoms) {
    claims.push_back(
        {.atom = atom, .interval = interval, .owner = id, .kind = ClaimKind::kClosure});
  }
  return claims;
}

absl::StatusOr<std::vector<ResourceId>> UnfinishedEventsOn(storage::Snapshot& snapshot,
                                                           const std::vector<ResourceId>& atoms) {
  constexpr int kMost = 100;
  const storage::Interval ahead = FromNowOn(snapshot.now());
  std::set<ResourceId> owners;
  for (ResourceId atom : atoms) {
    ASSIGN_OR_RETURN(auto claims, snapshot.ClaimsOverlapping(atom, ahead, kOfBookings, kMost));
    for (const Claim& claim : claims) owners.insert(claim.owner);
    if (owners.size() >= kMost) break;
  }
  return std::vector<ResourceId>(owners.begin(), owners.end());
}

}  // namespace taqvim::schedule
