// Venues: a part of server/schedule/api.h.
#include "proto/status_macros.h"
#include "server/base/folding.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/approver.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/judge/answer_bounds.h"
#include "server/schedule/methods/assumptions.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/standing/place_conflicts.h"
#include "server/schedule/stored/reference_fields.h"
#include "server/schedule/stored/shown_names.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/upkeep/correct_zone.h"
#include "server/schedule/upkeep/withdraw_approvals.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kNamedDependents = 10;

// Some unfinished events that occupy the venue or its spaces.
absl::StatusOr<std::vector<storage::ResourceId>> UnfinishedEventsAt(
    storage::Snapshot& snapshot, const storage::Resource& venue) {
  ASSIGN_OR_RETURN(auto atoms, AtomsOfVenue(snapshot, venue));
  return UnfinishedEventsOn(snapshot, atoms);
}

absl::Status CheckNoSpaces(storage::Snapshot& snapshot, const storage::Resource& venue) {
  ASSIGN_OR_RETURN(auto spaces, snapshot.List({.kind = Kind::kSpace,
                                               .name_prefix = NamePrefix(Kind::kSpace, venue.name),
                                               .show_archived = false,
                                               .limit = kNamedDependents}));
  if (spaces.empty()) return absl::OkStatus();
  std::vector<std::string> names;
  for (const storage::Resource& space : spaces) names.push_back(space.name);
  return ResourceInUse(venue.name,
                       absl::StrCat(venue.name, " still has spaces; delete or archive them first."),
                       names);
}

absl::Status CheckNoUnfinishedEvents(storage::Snapshot& snapshot, const access::Rights& rights,
                                     const storage::Resource& venue) {
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Venue>(venue));
  if (message->has_zone_correction()) return ZoneBeingCorrected(venue.name);
  ASSIGN_OR_RETURN(auto events, UnfinishedEventsAt(snapshot, venue));
  if (events.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto names, NamesShown(snapshot, rights, events));
  return ResourceInUse(venue.name,
                       absl::StrCat(venue.name,
                                    " is needed while unfinished bookings depend on it; "
                                    "move or cancel the events first."),
                       names);
}

// The venue as it is stored; an empty one when there is none of that name.
absl::StatusOr<v1::Venue> Stored(storage::Snapshot& snapshot, const std::string& venue) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(Kind::kVenue, venue));
  if (!resource) return v1::Venue();
  return Read<v1::Venue>(*resource);
}

// What follows for what is booked there, and what stands in conflict then.
// A dry run moves all that follows a zone, to tell what will collide.
absl::StatusOr<v1::ConflictReport> Follow(storage::Transaction& transaction,
                                          const access::Rights& rights, const v1::Venue& before,
                                          const v1::Venue& after, bool dry_run) {
  const Approver approver(std::make_shared<v1::Venue>(after));
  if (before.booking_policy() == v1::BOOKING_POLICY_APPROVAL && !approver.approves()) {
    RETURN_IF_ERROR(WithdrawApprovalsSoon(transaction, approver));
  }
  v1::ConflictReport report;
  if (before.time_zone() != after.time_zone()) {
    const CorrectedZone corrected{after.name(), before.time_zone()};
    ASSIGN_OR_RETURN(report, dry_run ? CorrectZones(transaction, rights, {corrected})
                                     : BeginZoneCorrection(transaction, rights, corrected));
  }
  ASSIGN_OR_RETURN(auto resource, transaction.Find(Kind::kVenue, after.name()));
  if (!resource) return Internal(absl::StrCat("the changed venue ", after.name(), " is missing"));
  const bool moved_city = !SameFolded(before.city(), after.city());
  auto standing = ConflictsOfVenue(transaction, rights, *resource, moved_city);
  if (!standing.ok()) return standing;
  AddReport(*std::move(standing), report);
  return report;
}

struct Venues : standard::NoHooks<v1::Venue> {
  static constexpr Kind kKind = Kind::kVenue;
  static constexpr char kField[] = "venue";
  static const auto& Of(const auto& request) { return request.venue(); }
  static const auto& IdOf(const auto& request) { return request.venue_id(); }
  static auto* In(auto& response) { return response.mutable_venue(); }
  static auto* ListIn(auto& response) { return response.mutable_venues(); }

  static std::vector<Reference> References(const Message& venue) { return ReferencesOf(venue); }

  static absl::Status BeforePut(storage::Transaction& transaction, const Message& after) {
    return UseZone(transaction, after.time_zone());
  }

  static absl::Status CheckUnneeded(storage::Snapshot& snapshot, const access::Rights& rights,
                                    const storage::Resource& venue) {
    RETURN_IF_ERROR(CheckNoSpaces(snapshot, venue));
    return CheckNoUnfinishedEvents(snapshot, rights, venue);
  }
};

}  // namespace

absl::StatusOr<v1::GetVenueResponse> GetVenue(storage::Snapshot& snapshot, const Caller& caller,
                                              const v1::GetVenueRequest& request) {
  return standard::Get<Venues, v1::GetVenueResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListVenuesResponse> ListVenues(storage::Snapshot& snapshot, const Caller& caller,
                                                  const v1::ListVenuesRequest& request) {
  return standard::List<Venues, v1::ListVenuesResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::CreateVenueResponse> CreateVenue(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::CreateVenueRequest& request) {
  return standard::Create<Venues, v1::CreateVenueResponse>(transaction, request);
}

absl::StatusOr<v1::UpdateVenueResponse> UpdateVenue(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::UpdateVenueRequest& request) {
  ASSIGN_OR_RETURN(auto before, Stored(transaction, request.venue().name()));
  auto response = standard::Update<Venues, v1::UpdateVenueResponse>(transaction, caller, request);
  if (!response.ok()) return response;
  const bool corrects = before.time_zone() != response->venue().time_zone();
  if (corrects && before.has_zone_correction()) return ZoneBeingCorrected(before.name());
  ASSIGN_OR_RETURN(auto conflicts, Follow(transaction, caller.rights, before, response->venue(),
                                          request.validate_only()));
  *response->mutable_conflicts() = std::move(conflicts);
  // Which may say by now that its correction runs.
  ASSIGN_OR_RETURN(*response->mutable_venue(), Stored(transaction, before.name()));
  return response;
}

absl::StatusOr<v1::DeleteVenueResponse> DeleteVenue(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::DeleteVenueRequest& request) {
  return standard::Delete<Venues, v1::DeleteVenueResponse>(transaction, caller, request);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Venue& venue, std::vector<CorrectedZone>& corrected) {
  ASSIGN_OR_RETURN(auto before, Stored(transaction, venue.name()));
  // That its correction runs is not assumed away.
  const auto keep = [](const v1::Venue* stored, v1::Venue& after) {
    if (stored != nullptr && stored->has_zone_correction()) {
      *after.mutable_zone_correction() = stored->zone_correction();
    }
  };
  RETURN_IF_ERROR(standard::PutAssumed<Venues>(transaction, path, venue, keep));
  const std::string& zone = before.time_zone();
  if (!zone.empty() && zone != venue.time_zone()) corrected.push_back({venue.name(), zone});
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
