#include "server/schedule/claims/space_use.h"

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/shown_names.h"
#include "server/schedule/time/intervals.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {
namespace {

using storage::ResourceId;

constexpr size_t kMost = 100;

absl::StatusOr<std::vector<std::string>> LiveWholes(storage::Snapshot& snapshot, ResourceId space) {
  std::vector<std::string> names;
  Referrers wholes(snapshot, space, {storage::LinkRole::kPart});
  while (names.size() < kMostNamed) {
    ASSIGN_OR_RETURN(const ResourceId id, wholes.Next());
    if (id == 0) break;
    ASSIGN_OR_RETURN(auto whole, snapshot.FindById(id));
    if (whole && !whole->archived) names.push_back(whole->name);
  }
  return names;
}

// Finds the events whose unfinished bookings name the space.
class UnfinishedBookings {
 public:
  UnfinishedBookings(storage::Snapshot& snapshot, const storage::Resource& space)
      : snapshot_(snapshot), space_(space) {}

  // Up to kMost of them.
  absl::StatusOr<std::vector<ResourceId>> Find() {
    ASSIGN_OR_RETURN(auto atoms, AtomsOfSpace(snapshot_, space_));
    for (ResourceId atom : atoms) {
      RETURN_IF_ERROR(CollectOwners(atom));
    }
    std::vector<ResourceId> found;
    for (ResourceId owner : owners_) {
      ASSIGN_OR_RETURN(const bool books, Books(owner));
      if (books) found.push_back(owner);
      if (found.size() == kMost) break;
    }
    return found;
  }

 private:
  absl::Status CollectOwners(ResourceId atom) {
    ASSIGN_OR_RETURN(auto claims,
                     snapshot_.ClaimsOverlapping(atom, FromNowOn(snapshot_.now()), kOfBookings,
                                                 std::numeric_limits<int>::max()));
    for (const storage::Claim& claim : claims) owners_.insert(claim.owner);
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Books(ResourceId owner) {
    ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(owner));
    ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
    ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOf(owner));
    for (const storage::Claim& claim : claims) {
      if (!kOfBookings.Has(claim.kind) || !IsUnfinished(claim.interval, snapshot_.now())) continue;
      const v1::Booking* booking = BookingAt(event, claim.booking);
      if (booking != nullptr && booking->space() == space_.name) return true;
    }
    return false;
  }

  storage::Snapshot& snapshot_;
  const storage::Resource& space_;
  std::set<ResourceId> owners_;
};

}  // namespace

absl::Status CheckUnused(storage::Snapshot& snapshot, const access::Rights& rights,
                         const storage::Resource& space) {
  ASSIGN_OR_RETURN(auto wholes, LiveWholes(snapshot, space.id));
  if (!wholes.empty()) {
    return ResourceInUse(space.name,
                         absl::StrCat(space.name,
                                      " is part of other spaces; take it out of their "
                                      "parts first."),
                         wholes);
  }
  ASSIGN_OR_RETURN(auto events, UnfinishedBookings(snapshot, space).Find());
  if (events.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto names, NamesShown(snapshot, rights, events));
  return ResourceInUse(space.name,
                       absl::StrCat(space.name,
                                    " has unfinished bookings; move or cancel the "
                                    "events first."),
                       names);
}

}  // namespace taqvim::schedule
