#include "server/schedule/claims/occupied_resources.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/venue_zone.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::ResourceId;

// The venue itself and all its spaces, archived ones too.
absl::StatusOr<std::vector<ResourceId>> IdsAt(storage::Snapshot& snapshot,
                                              const storage::Resource& venue) {
  constexpr int kPage = 1000;
  storage::ListQuery query{
      .kind = Kind::kSpace, .name_prefix = NamePrefix(Kind::kSpace, venue.name), .limit = kPage};
  std::vector<ResourceId> ids = {venue.id};
  while (true) {
    ASSIGN_OR_RETURN(auto spaces, snapshot.List(query));
    for (const storage::Resource& space : spaces) ids.push_back(space.id);
    if (spaces.size() < kPage) return ids;
    query.after = ids.back();
  }
}

struct NamedZone {
  std::string name;
  absl::TimeZone rules;
};

// That of the venue; for a participant the one that the request names.
absl::StatusOr<NamedZone> ZoneFor(storage::Snapshot& snapshot, const storage::Resource& resource,
                                  const v1::QueryOccupancyRequest& request) {
  if (resource.kind == Kind::kParticipant) {
    const std::string& name = request.time_zone();
    if (name.empty() || name == "UTC") return NamedZone{"UTC", absl::UTCTimeZone()};
    auto rules = FindZone(name);
    if (!rules.ok()) return InvalidField("time_zone", std::string(rules.status().message()));
    return NamedZone{name, *rules};
  }
  const std::string name(resource.kind == Kind::kVenue ? std::string_view(resource.name)
                                                       : VenueOf(resource.name));
  ASSIGN_OR_RETURN(auto stored, snapshot.Find(Kind::kVenue, name));
  if (!stored) return Internal(absl::StrCat("the venue ", name, " of a space is missing"));
  ASSIGN_OR_RETURN(auto venue, Read<v1::Venue>(*stored));
  ASSIGN_OR_RETURN(auto rules, ZoneOfVenue(venue));
  return NamedZone{venue.time_zone(), rules};
}

// Nothing when the zone skips all the days.
std::optional<storage::Interval> WindowIn(const absl::TimeZone& zone,
                                          const v1::DateWindow& window) {
  return MomentsOf({ToCivilDay(window.first_day()), ToCivilDay(window.last_day())}, zone);
}

}  // namespace

absl::StatusOr<std::vector<ResourceId>> AtomsOf(storage::Snapshot& snapshot,
                                                const storage::Resource& resource) {
  if (resource.kind == Kind::kParticipant) return std::vector<ResourceId>{resource.id};
  auto atoms =
      resource.kind == Kind::kVenue ? IdsAt(snapshot, resource) : AtomsOfSpace(snapshot, resource);
  if (!atoms.ok()) return atoms.status();
  atoms->push_back(resource.id);
  std::sort(atoms->begin(), atoms->end());
  atoms->erase(std::unique(atoms->begin(), atoms->end()), atoms->end());
  return atoms;
}

absl::StatusOr<OccupiedResource> ExpandResource(storage::Snapshot& snapshot,
                                                const v1::QueryOccupancyRequest& request,
                                                int index) {
  const std::string& name = request.resources(index);
  const std::string field = absl::StrCat("resources[", index, "]");
  const auto kind = KindOfName(name);
  if (kind != Kind::kVenue && kind != Kind::kSpace && kind != Kind::kParticipant) {
    return InvalidField(field, "must name a space, a venue or a participant.");
  }
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(*kind, name));
  if (!resource) return ReferenceNotFound(field, name);
  ASSIGN_OR_RETURN(auto atoms, AtomsOf(snapshot, *resource));
  ASSIGN_OR_RETURN(auto zone, ZoneFor(snapshot, *resource, request));
  OccupiedResource occupied{.id = resource->id, .name = name, .time_zone = std::move(zone.name)};
  if (const auto window = WindowIn(zone.rules, request.window())) {
    occupied.window = *window;
    occupied.atoms = std::move(atoms);
  }
  return occupied;
}

}  // namespace taqvim::schedule
