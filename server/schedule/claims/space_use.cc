#include "server/schedule/claims/space_use.h"

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {
namespace {

using storage::ClaimKind;
using storage::ResourceId;

constexpr int kPage = 1000;
constexpr size_t kNamed = 10;
constexpr storage::ClaimKinds kBookings =
    ClaimKind::kConfirmed | ClaimKind::kContested | ClaimKind::kHeld;

absl::StatusOr<std::vector<std::string>> LiveWholes(storage::Snapshot& snapshot, ResourceId space) {
  std::vector<std::string> names;
  for (ResourceId after = 0;;) {
    ASSIGN_OR_RETURN(auto wholes,
                     snapshot.Referrers(space, {storage::LinkRole::kPart}, after, kPage));
    for (ResourceId id : wholes) {
      ASSIGN_OR_RETURN(auto whole, snapshot.FindById(id));
      if (whole && !whole->archived) names.push_back(whole->name);
      if (names.size() == kNamed) return names;
    }
    if (wholes.size() < kPage) return names;
    after = wholes.back();
  }
}

// Finds the events whose unfinished bookings name the space.
class UnfinishedBookings {
 public:
  UnfinishedBookings(storage::Snapshot& snapshot, const storage::Resource& space)
      : snapshot_(snapshot), space_(space) {}

  // The names of up to kNamed events.
  absl::StatusOr<std::vector<std::string>> Find() {
    ASSIGN_OR_RETURN(auto atoms, AtomsOfSpace(snapshot_, space_));
    for (ResourceId atom : atoms) {
      RETURN_IF_ERROR(CollectOwners(atom));
    }
    std::vector<std::string> names;
    for (ResourceId owner : owners_) {
      ASSIGN_OR_RETURN(auto name, NameIfItBooks(owner));
      if (!name.empty()) names.push_back(name);
      if (names.size() == kNamed) break;
    }
    return names;
  }

 private:
  bool IsUnfinished(const storage::Claim& claim) const {
    return kBookings.Has(claim.kind) && claim.interval.end > now_;
  }

  absl::Status CollectOwners(ResourceId atom) {
    const storage::Interval ahead{.start = now_, .end = storage::Interval::kForever};
    ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOverlapping(atom, ahead, kBookings,
                                                              std::numeric_limits<int>::max()));
    for (const storage::Claim& claim : claims) owners_.insert(claim.owner);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> NameIfItBooks(ResourceId owner) {
    ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(owner));
    ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
    ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOf(owner));
    for (const storage::Claim& claim : claims) {
      if (!IsUnfinished(claim) || claim.booking >= event.bookings_size()) continue;
      if (event.bookings(claim.booking).space() == space_.name) return event.name();
    }
    return "";
  }

  storage::Snapshot& snapshot_;
  const storage::Resource& space_;
  const int64_t now_ = absl::ToUnixSeconds(snapshot_.now());
  std::set<ResourceId> owners_;
};

}  // namespace

absl::Status CheckUnused(storage::Snapshot& snapshot, const storage::Resource& space) {
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
  return ResourceInUse(space.name,
                       absl::StrCat(space.name,
                                    " has unfinished bookings; move or cancel the "
                                    "events first."),
                       events);
}

}  // namespace taqvim::schedule
